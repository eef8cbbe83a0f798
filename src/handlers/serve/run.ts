/** Runs an installation on one machine until it is told to stop. */
import { mkdir } from 'node:fs/promises';
import type { Log } from '../../bots/log.ts';
import { serveDownload } from '../../workflow/local/serve-download.ts';
import type { Clock } from '../../workflow/ports.ts';
import { composeLocal } from '../compose-local.ts';
import type { SnsHttps } from '../sns-https.ts';
import { snsOverHttps } from '../sns-https.ts';
import { doors } from './doors.ts';
import { elsewhereOf } from './elsewhere.ts';
import { entrances } from './entrances.ts';
import type { InstallationFile } from './installation-file.ts';
import { intakeFolder } from './intake-folder.ts';
import type { IntakeQueuePorts } from './intake-queue.ts';
import type { Listener } from './listen.ts';
import { listenOn } from './listen.ts';
import { snsDoor } from './sns-door.ts';

export type Running = {
  readonly port: number;
  /** Takes nothing new, and lets what is under way end. */
  readonly stop: () => Promise<void>;
};

type Surroundings = {
  readonly clock: Clock;
  readonly log: Log;
  /** Asks SNS for its certificate. */
  readonly fetch: SnsHttps['fetch'];
};

/** Milliseconds. Strangers may open connections and say nothing. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
const mostConnections = 1000;

/** Loaded only when there is a queue. */
const queueOf = async ({ url, ...ports }: { readonly url: string } & Omit<IntakeQueuePorts, 'client' | 'queueUrl'>) => {
  const { intakeQueue, intakeQueueClient } = await import('./intake-queue.ts');
  return intakeQueue({ ...ports, client: intakeQueueClient(), queueUrl: url });
};

const openOn = async (listener: Listener, file: InstallationFile, { clock, log, fetch }: Surroundings) => {
  const { dataFolder, policy, slack, teams, publicUrl, intake } = file;
  const installation = composeLocal({
    folder: dataFolder,
    policy,
    clock,
    publicUrl: publicUrl ?? listener.url,
    ...(slack ? { slack } : {}),
    ...(teams ? { teams } : {}),
    elsewhere: await elsewhereOf(file),
    log,
  });
  const { links, lake, adapters } = installation;
  const at = entrances(installation);
  const notifications = intake.folder
    ? intakeFolder({
        folder: intake.folder.path,
        everySeconds: intake.folder.everySeconds,
        ...(file.s3 ? {} : { importInto: installation }),
        requests: adapters.requests,
        take: installation.take,
        tellOfNotification: installation.tellOfNotification,
        clock,
        log,
      })
    : undefined;
  const sns = intake.sns
    ? snsDoor({ receive: snsOverHttps({ topicArn: intake.sns.topicArn, clock, fetch }), take: installation.take, log })
    : undefined;
  const queue = intake.queue ? await queueOf({ ...intake.queue, take: installation.take, log }) : undefined;
  const polled = [notifications, queue].filter((each) => each !== undefined);
  let working = false;
  const isReady = (): boolean => working && polled.every(({ isReadable }) => isReadable()) && installation.isWell();
  listener.answer(doors({ entrances: at, download: (exchange) => serveDownload({ links, lake }, exchange), sns, isReady, log }));
  return {
    start: () => {
      installation.start();
      for (const each of polled) each.start();
      working = true;
    },
    stop: async () => {
      working = false;
      const closed = new Promise<void>((resolve) => listener.server.close(() => resolve()));
      listener.server.closeIdleConnections();
      // All at once: a slow download must not keep what would take clicks that nobody can answer any more.
      await Promise.all([closed, installation.hangUp(), ...polled.map((each) => each.stop())]);
      await at.settled();
      await installation.stop();
    },
  };
};

/** Opens the port, then the installation; rejects, with nothing left open, when either cannot be. */
export const runInstallation = async (file: InstallationFile, surroundings: Surroundings): Promise<Running> => {
  const { folder } = file.intake;
  if (folder) await mkdir(folder.path, { recursive: true, mode: 0o700 });
  const listener = await listenOn(file.listen);
  Object.assign(listener.server, patience, { maxConnections: mostConnections });
  try {
    const { start, stop } = await openOn(listener, file, surroundings);
    start();
    surroundings.log('listening', { port: listener.port });
    return { port: listener.port, stop };
  } catch (error) {
    listener.server.close();
    listener.server.closeAllConnections();
    throw error;
  }
};
