/** Runs an installation on one machine until it is told to stop. */
import type { Log } from '../../bots/log.ts';
import { doors } from './doors.ts';
import { entrances } from './entrances.ts';
import type { InstallationFile } from './installation-file.ts';
import type { Listener } from './listen.ts';
import { listenOn } from './listen.ts';
import type { Site, Surroundings } from './site.ts';

export type Running = {
  readonly port: number;
  /** Takes nothing new, and lets what is under way end. */
  readonly stop: () => Promise<void>;
};

/** Milliseconds. Strangers may open connections and say nothing. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
const mostConnections = 1000;

/** Loaded only when it is what the file describes: either is large. */
const openSite = async (file: InstallationFile, surroundings: Surroundings & { readonly url: string }): Promise<Site> => {
  switch (file.kind) {
    case 'machine':
      return (await import('./machine.ts')).openMachine(file, surroundings);
    case 'front':
      return (await import('./front.ts')).openFront(file, surroundings);
    default:
      return file satisfies never;
  }
};

/** Whether nothing fails. The log has what does, whenever it is another than when it was last asked: the answer itself is one word. */
const wellness = ({ failing }: Pick<Site, 'failing'>, log: Log): (() => boolean) => {
  let said: string | undefined;
  return () => {
    const now = failing().join(', ');
    if (now !== said && now === '') log('ready');
    else if (now !== said) log('not-ready', { failing: now });
    said = now;
    return now === '';
  };
};

const openOn = async (listener: Listener, file: InstallationFile, surroundings: Surroundings) => {
  const site = await openSite(file, { ...surroundings, url: listener.url });
  const { download, page, sns } = site;
  const at = entrances(site);
  const isWell = wellness(site, surroundings.log);
  let working = false;
  listener.answer(doors({ entrances: at, download, page, sns, isReady: () => working && isWell(), log: surroundings.log }));
  return {
    start: () => {
      site.start();
      working = true;
    },
    stop: async () => {
      working = false;
      const closed = new Promise<void>((resolve) => listener.server.close(() => resolve()));
      listener.server.closeIdleConnections();
      // All at once: a slow download must not keep what would take clicks that nobody can answer any more.
      await Promise.all([closed, site.hangUp()]);
      await at.settled();
      await site.stop();
    },
  };
};

/** Opens the port, then the installation; rejects, with nothing left open, when either cannot be. */
export const runInstallation = async (file: InstallationFile, surroundings: Surroundings): Promise<Running> => {
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
