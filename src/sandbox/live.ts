/** Server-sent events: each open page gets its whole picture again after a change. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { safeHeaders } from './guard.ts';
import type { Sandbox, Viewer } from './sandbox.ts';

/** Changes come in bursts (a write, a repaint, a thread line); one picture serves them all. Milliseconds. */
const gather = 25;
/** A proxy or a sleeping laptop cuts a silent stream. Milliseconds. */
const heartbeat = 20_000;

export type Live = {
  /** Rejects with what `Sandbox.view` throws for this viewer. */
  readonly open: (viewer: Viewer, connection: { readonly request: IncomingMessage; readonly response: ServerResponse }) => Promise<void>;
  readonly close: () => void;
};

export const liveViews = (sandbox: Pick<Sandbox, 'view' | 'onChange'>, onError: (error: unknown) => void): Live => {
  const open = new Map<ServerResponse, { readonly viewer: Viewer; last: string }>();
  let timer: NodeJS.Timeout | undefined;
  let painting = false;
  let again = false;

  const paint = async (response: ServerResponse) => {
    const page = open.get(response);
    if (!page) return;
    const picture = JSON.stringify(await sandbox.view(page.viewer));
    if (picture === page.last || !open.has(response)) return;
    page.last = picture;
    response.write(`event: view\ndata: ${picture}\n\n`);
  };
  const paintAll = async () => {
    timer = undefined;
    if (painting) {
      again = true;
      return;
    }
    painting = true;
    for (const response of open.keys()) await paint(response).catch(onError);
    painting = false;
    if (again) {
      again = false;
      schedule();
    }
  };
  const schedule = () => {
    timer ??= setTimeout(() => void paintAll(), gather);
  };
  const stop = sandbox.onChange(schedule);
  const beat = setInterval(() => {
    for (const response of open.keys()) response.write(': still here\n\n');
  }, heartbeat);
  beat.unref();

  return {
    open: async (viewer, { request, response }) => {
      // Before the stream begins, so that who asks for what is not there is told so, once.
      const first = JSON.stringify(await sandbox.view(viewer));
      if (response.destroyed) return;
      response.writeHead(200, { ...safeHeaders, 'content-type': 'text/event-stream; charset=utf-8' });
      response.write(`retry: 1000\n\nevent: view\ndata: ${first}\n\n`);
      open.set(response, { viewer, last: first });
      request.on('close', () => open.delete(response));
      schedule();
    },
    close: () => {
      stop();
      clearTimeout(timer);
      clearInterval(beat);
      for (const response of open.keys()) response.end();
      open.clear();
    },
  };
};
