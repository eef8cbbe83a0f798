/** Where the topic's HTTPS subscription delivers. */
import type { Log } from '../../bots/log.ts';
import { BadInputError } from '../../workflow/errors.ts';
import type { LocalInstallation } from '../compose-local.ts';
import type { SnsDelivery } from '../sns-https.ts';
import { readBody } from './body.ts';
import type { Exchange } from './listen.ts';

export const snsPath = '/sns/notifications';

type Ports = {
  readonly receive: (body: string) => Promise<SnsDelivery>;
  readonly take: LocalInstallation['take'];
  readonly log: Log;
};

/** The status that SNS is answered with: it delivers again after any but 2xx and 4xx. */
const taken = async ({ receive, take, log }: Ports, body: string): Promise<number> => {
  let delivery: SnsDelivery;
  try {
    delivery = await receive(body);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    log('sns-delivery-refused', { field: error.field });
    return 403;
  }
  if (delivery.kind !== 'notification') {
    log(`sns-${delivery.kind}`, { delivery: delivery.id });
    return 200;
  }
  try {
    const { id, taken: outcome } = await take(delivery.message);
    log('notification-taken', { request: id, taken: outcome });
    return 200;
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    // Kept with its reason, and the admins are told (I15): to deliver it again would help nobody.
    log('notification-refused', { delivery: delivery.id, error: error.name, field: error.field });
    return 400;
  }
};

/** Answers one delivery; rejects, so that SNS delivers again, when it could not be checked or stored. */
export const snsDoor =
  (ports: Ports) =>
  async ({ request, response }: Exchange): Promise<void> => {
    const bytes = await readBody(request);
    const status = bytes === undefined ? 413 : await taken(ports, bytes.toString('utf8'));
    response.writeHead(status, { 'content-length': 0 }).end();
  };
