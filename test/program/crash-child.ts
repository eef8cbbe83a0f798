/** The program as a process of its own, for tests that kill it: `node crash-child.ts FOLDER API_URL POLICY_FILE MODE`. Prints its address. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { composeLocal } from '../../src/handlers/compose-local.ts';
import { readPolicy } from '../../src/handlers/policy-file.ts';
import type { Instant } from '../../src/workflow/request.ts';

const [folder = '', apiUrl = '', policyFile = '', mode = 'whole'] = process.argv.slice(2);

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.url === '/take') {
    await installation.take(Buffer.concat(chunks).toString());
    response.end();
    return;
  }
  const { response: answer } = await installation.enter('slack', {
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString('base64'),
    isBase64Encoded: true,
  });
  response.writeHead(answer.statusCode, answer.headers).end(answer.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
const url = `http://127.0.0.1:${address.port}`;
const installation = composeLocal({
  folder,
  policy: readPolicy(await readFile(policyFile, 'utf8')),
  clock: () => new Date().toISOString() as Instant,
  publicUrl: url,
  slack: { botToken: 'xoxb-test', signingSecret: 'a signing secret of the tests', apiUrl, interval: 0 },
  log: () => {},
});
// "deaf" takes commands but follows nothing up: the process as it is between a write and what follows from it.
if (mode === 'whole') installation.start();
console.log(url);
