/** Run as its own process: stages or packages one large request in a folder, then prints what it took and its peak memory, as JSON. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRequest } from '../src/workflow/packaging/package-request.ts';
import { stageRequest } from '../src/workflow/staging.ts';
import { timed } from './measure.ts';
import type { Objects } from './packaging-ports.ts';
import { benchRequest, standIn } from './packaging-ports.ts';

const requests: Readonly<Record<string, readonly Objects[]>> = {
  'two-gigabytes': [
    { count: 100, size: 10 * 2 ** 20, kind: 'csv' },
    { count: 16, size: 64 * 2 ** 20, kind: 'gzip' },
  ],
  'small-objects': [{ count: 100_000, size: 200, kind: 'csv' }],
};

const [root = '', step, name = ''] = process.argv.slice(2);
const ports = standIn(root, 0);
const summary = join(root, 'summary.json');

/** The three steps of a large request; each is a process of its own, as each is a Lambda function of its own. */
const steps: Readonly<Record<string, () => Promise<unknown>>> = {
  submit: () => ports.submit(requests[name] ?? []),
  stage: async () => writeFile(summary, JSON.stringify(await stageRequest(ports, benchRequest()))),
  package: async () => packageRequest(ports, { ...benchRequest(), manifest: JSON.parse(await readFile(summary, 'utf8')) }),
};

const { ms } = await timed(steps[step ?? ''] ?? (() => Promise.reject(new Error(`no step ${step}`))));
console.log(JSON.stringify({ ms, peakBytes: process.resourceUsage().maxRSS * 1024 }));
