import { expect, test } from 'vitest';
import { stranger } from '../../src/sandbox/guard.ts';

const port = 4321;
const host = `127.0.0.1:${port}`;
const origin = `http://${host}`;

test.each([
  { what: 'the page itself', method: 'GET', headers: { host, 'sec-fetch-site': 'none' }, served: true },
  { what: 'the page by name', method: 'GET', headers: { host: `localhost:${port}`, 'sec-fetch-site': 'same-origin' }, served: true },
  { what: 'a program without a browser', method: 'GET', headers: { host }, served: true },
  {
    what: 'a link from elsewhere',
    method: 'GET',
    headers: { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    served: true,
  },
  {
    what: 'a script from elsewhere',
    method: 'GET',
    headers: { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
    served: false,
  },
  {
    what: 'an image from elsewhere',
    method: 'GET',
    headers: { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    served: false,
  },
  { what: 'reading with a foreign origin', method: 'GET', headers: { host, origin: 'http://evil.example' }, served: false },
  { what: 'a rebound name', method: 'GET', headers: { host: `evil.example:${port}` }, served: false },
  { what: 'another port of this machine', method: 'GET', headers: { host: '127.0.0.1:80' }, served: false },
  { what: 'no host at all', method: 'GET', headers: {}, served: false },
  { what: 'a change by the page', method: 'POST', headers: { host, origin, 'sec-fetch-site': 'same-origin' }, served: true },
  { what: 'a change by another page', method: 'POST', headers: { host, origin: 'https://evil.example' }, served: false },
  { what: 'a change by a page of another port', method: 'POST', headers: { host, origin: 'http://127.0.0.1:80' }, served: false },
  { what: 'a change by a sandboxed page', method: 'POST', headers: { host, origin: 'null' }, served: false },
  { what: 'a change of unknown origin', method: 'POST', headers: { host }, served: false },
  { what: 'a file of unknown origin', method: 'PUT', headers: { host }, served: false },
])('I3: $what ($method) is served: $served', ({ method, headers, served }) => {
  expect(stranger({ method, headers, port }) === undefined).toBe(served);
});
