/** Runs an installation on one machine until it is told to stop. */
import { mkdir } from 'node:fs/promises';
import type { Log } from '../../bots/log.ts';
import { serveDownload } from '../../workflow/local/serve-download.ts';
import type { Clock } from '../../workflow/ports.ts';
import { composeLocal } from '../compose-local.ts';
import { doors } from './doors.ts';
import { entrances } from './entrances.ts';
import type { InstallationFile } from './installation-file.ts';
import { intakeFolder } from './intake-folder.ts';
import type { Listener } from './listen.ts';
import { listenOn } from './listen.ts';

export type Running = {
  readonly port: number;
  /** Takes nothing new, and lets what is under way end. */
  readonly stop: () => Promise<void>;
};

type Surroundings = { readonly clock: Clock; readonly log: Log };

/** Milliseconds. Strangers may open connections and say nothing. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
const mostConnections = 1000;

const openOn = (listener: Listener, file: InstallationFile, { clock, log }: Surroundings) => {
  const { dataFolder, policy, slack, teams, publicUrl, intake } = file;
  const installation = composeLocal({
    folder: dataFolder,
    policy,
    clock,
    publicUrl: publicUrl ?? listener.url,
    ...(slack ? { slack } : {}),
    ...(teams ? { teams } : {}),
    log,
  });
  const { links, lake, adapters } = installation;
  const at = entrances(installation);
  const { path: folder, everySeconds } = intake.folder;
  const notifications = intakeFolder({ folder, everySeconds, installation, clock, log });
  let working = false;
  const isReady = async (): Promise<boolean> => {
    if (!working || !notifications.isReadable()) return false;
    return adapters.grants.list({ partition: 'readiness' }).then(
      () => true,
      () => false,
    );
  };
  listener.answer(doors({ entrances: at, download: (exchange) => serveDownload({ links, lake }, exchange), isReady, log }));
  return {
    start: () => {
      installation.start();
      notifications.start();
      working = true;
    },
    stop: async () => {
      working = false;
      const closed = new Promise<void>((resolve) => listener.server.close(() => resolve()));
      listener.server.closeIdleConnections();
      await Promise.all([closed, notifications.stop()]);
      await at.settled();
      await installation.stop();
    },
  };
};

/** Opens the port, then the installation; rejects, with nothing left open, when either cannot be. */
export const runInstallation = async (file: InstallationFile, { clock, log }: Surroundings): Promise<Running> => {
  await mkdir(file.intake.folder.path, { recursive: true, mode: 0o700 });
  const listener = await listenOn(file.listen);
  Object.assign(listener.server, patience, { maxConnections: mostConnections });
  try {
    const { start, stop } = openOn(listener, file, { clock, log });
    start();
    log('listening', { port: listener.port });
    return { port: listener.port, stop };
  } catch (error) {
    listener.server.close();
    listener.server.closeAllConnections();
    throw error;
  }
};
