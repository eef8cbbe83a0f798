/** An HTTP API event through a platform's entrance, and the answer back. */
import { setTimeout as delay } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Log } from '../../bots/log.ts';
import type { Entrance } from '../../bots/platform.ts';

/**
 * Lambda freezes a function once it has answered, so the work behind the answer is waited for; but not longer than the platform waits for
 * the answer. `within` is in milliseconds since the invocation began.
 */
export const httpHandler = ({
  open,
  within,
  log,
}: {
  readonly open: () => Promise<Entrance>;
  readonly within: number;
  readonly log: Log;
}) => {
  // Lambda gives a new process its whole processor until the first event; what fails now is tried again, and told, then.
  open().catch(() => undefined);
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const began = Date.now();
    const entrance = await open();
    const { response, done } = await entrance.handle({
      headers: event.headers,
      ...(event.body === undefined ? {} : { body: event.body }),
      isBase64Encoded: event.isBase64Encoded,
      began,
    });
    const timer = new AbortController();
    const late = delay(Math.max(0, began + within - Date.now()), 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const first = await Promise.race([done, late]);
    timer.abort();
    if (first === 'late') log('answered-before-the-work-ended');
    return { statusCode: response.statusCode, headers: { ...response.headers }, body: response.body };
  };
};
