/** The page's requests: parse, call the sandbox, answer. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Sandbox } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';

const name = z.string().min(1).max(300);
const line = z.string().max(3_000);

/** Largest JSON body in bytes; files travel as streams of their own. */
const largestBody = 256 * 1024;

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  if (!request.headers['content-type']?.startsWith('application/json')) throw new PageProblem('The body must be JSON.');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new PageProblem('The body is too large.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new PageProblem('The body is not JSON.', { cause });
  }
};

const body = async <T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> => {
  const parsed = schema.safeParse(await readJson(request));
  if (!parsed.success) throw new PageProblem(`The body is not what the page sends: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

export type Route = {
  readonly method: 'POST' | 'PUT';
  readonly path: RegExp;
  readonly answer: (sandbox: Sandbox, request: IncomingMessage, url: URL) => Promise<unknown>;
};

const nothing = {};

export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/api\/press$/,
    answer: async (sandbox, request) => {
      const { as, ...button } = await body(
        request,
        z.strictObject({ as: name, conversation: name, message: name, block: name, action: name }),
      );
      await sandbox.press(as, button);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/teams\/press$/,
    answer: async (sandbox, request) => {
      const data = z.record(z.string(), z.unknown());
      const inputs = z.record(z.string(), z.string());
      const { as, ...button } = await body(request, z.strictObject({ as: name, conversation: name, message: name, data, inputs }));
      await sandbox.pressCard(as, button);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/teams\/look$/,
    answer: async (sandbox, request) => {
      const { as, conversation } = await body(request, z.strictObject({ as: name, conversation: name }));
      await sandbox.lookAt(as, conversation);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/teams\/app$/,
    answer: async (sandbox, request) => {
      const { as, installed } = await body(request, z.strictObject({ as: name, installed: z.boolean() }));
      await sandbox.install(as, installed);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/home$/,
    answer: async (sandbox, request) => {
      const { as } = await body(request, z.strictObject({ as: name }));
      await sandbox.openHome(as);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/dialog$/,
    answer: async (sandbox, request) => {
      const values = z.record(z.string(), z.record(z.string(), z.unknown()));
      const { as, ...submission } = await body(request, z.strictObject({ as: name, dialog: name, values }));
      return { errors: await sandbox.submitDialog(as, submission) };
    },
  },
  {
    method: 'POST',
    path: /^\/api\/dialog\/close$/,
    answer: async (sandbox, request) => {
      const { as, dialog } = await body(request, z.strictObject({ as: name, dialog: name }));
      await sandbox.closeDialog(as, dialog);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/say$/,
    answer: async (sandbox, request) => {
      const { as, ...said } = await body(request, z.strictObject({ as: name, conversation: name, text: line.min(1) }));
      await sandbox.say(as, said);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/samples$/,
    answer: async (sandbox, request) => {
      const { as, sample } = await body(request, z.strictObject({ as: name, sample: name }));
      return { request: await sandbox.submitSample(as, sample) };
    },
  },
  {
    method: 'POST',
    path: /^\/api\/uploads$/,
    answer: async (sandbox, request) => {
      const { as } = await body(request, z.strictObject({ as: name }));
      return { upload: await sandbox.uploads.open(as) };
    },
  },
  {
    method: 'PUT',
    path: /^\/api\/uploads\/[\w-]{1,64}$/,
    answer: async (sandbox, request, url) => {
      const upload = url.pathname.slice('/api/uploads/'.length);
      // A refusal half-way must leave the connection open, or the page would not read it.
      const bytes = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      await sandbox.uploads.add(upload, url.searchParams.get('path') ?? '', bytes);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/uploads\/finish$/,
    answer: async (sandbox, request) => {
      const { as, upload, name: title } = await body(request, z.strictObject({ as: name, upload: name, name }));
      return { request: await sandbox.uploads.finish(as, { id: upload, name: title }) };
    },
  },
];
