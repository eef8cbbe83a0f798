import { expect, test } from 'vitest';
import { nodeProblem, parseOptions, resetCommand } from '../../src/sandbox/options.ts';

const defaults = { data: '.sallyport', reset: false, language: 'en' };

test.each([
  { args: [], env: {}, options: defaults },
  { args: ['--reset'], env: {}, options: { ...defaults, reset: true } },
  { args: ['--port', '8080'], env: { PORT: '9090' }, options: { ...defaults, port: 8080 } },
  { args: [], env: { PORT: '9090' }, options: { ...defaults, port: 9090 } },
  { args: [], env: { PORT: '' }, options: defaults },
  { args: ['--language', 'de'], env: {}, options: { ...defaults, language: 'de' } },
  { args: ['--port', '0'], env: {}, options: { ...defaults, port: 0 } },
  { args: ['--data', '/tmp/somewhere'], env: {}, options: { ...defaults, data: '/tmp/somewhere' } },
])('$args with $env runs with $options', ({ args, env, options }) => {
  expect(parseOptions(args, env)).toEqual({ kind: 'run', options });
});

test.each([
  { args: ['--wat'], env: {}, problem: '--wat' },
  { args: ['folder'], env: {}, problem: 'folder' },
  { args: ['--port', '70000'], env: {}, problem: '70000' },
  { args: ['--port', '1e3'], env: {}, problem: '1e3' },
  { args: [], env: { PORT: 'http' }, problem: 'http' },
  { args: ['--language', 'fr'], env: {}, problem: 'en or de, not "fr"' },
  { args: ['--data', ' '], env: {}, problem: '--data' },
])('$args with $env is refused by name', ({ args, env, problem }) => {
  expect(parseOptions(args, env)).toEqual({ kind: 'wrong', problem: expect.stringContaining(problem) });
});

test.each([
  { data: '.sallyport', command: 'npm start -- --reset' },
  { data: '../trial/one', command: 'npm start -- --data ../trial/one --reset' },
  { data: "Ada's trial", command: "npm start -- --data 'Ada'\\''s trial' --reset" },
])('what is kept in $data is forgotten by $command', ({ data, command }) => {
  expect(resetCommand(data)).toBe(command);
});

test('help wins over everything else', () => {
  expect(parseOptions(['--help', '--port', 'x'], {})).toEqual({ kind: 'help' });
});

test.each([
  { version: '24.0.0', fits: true },
  { version: '26.1.0', fits: true },
  { version: '22.18.0', fits: false },
  { version: '20.20.2', fits: false },
])('Node $version fits: $fits', ({ version, fits }) => {
  const problem = nodeProblem(version);
  if (fits) expect(problem).toBeUndefined();
  else expect(problem).toContain('npm start');
});
