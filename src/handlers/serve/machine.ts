/** An installation that does all the work itself, behind the server's doors. */
import { mkdir } from 'node:fs/promises';
import { serveDownload } from '../../workflow/local/serve-download.ts';
import { composeLocal } from '../compose-local.ts';
import { answerPage } from '../download-page/http.ts';
import { snsOverHttps } from '../sns-https.ts';
import { elsewhereOf } from './elsewhere.ts';
import type { MachineFile } from './installation-file.ts';
import { intakeFolder } from './intake-folder.ts';
import type { IntakeQueuePorts } from './intake-queue.ts';
import type { Site, Surroundings } from './site.ts';
import { snsDoor } from './sns-door.ts';

/** Loaded only when there is a queue. */
const queueOf = async ({ url, ...ports }: { readonly url: string } & Omit<IntakeQueuePorts, 'client' | 'queueUrl'>) => {
  const { intakeQueue, intakeQueueClient } = await import('./intake-queue.ts');
  return intakeQueue({ ...ports, client: intakeQueueClient(), queueUrl: url });
};

/** Opens the installation; `url` is the server's own address, for links when the file names no other. */
export const openMachine = async (
  file: MachineFile,
  { url, clock, log, fetch }: Surroundings & { readonly url: string },
): Promise<Site> => {
  const { dataFolder, policy, slack, teams, publicUrl, intake } = file;
  const made = intake.folder && (await mkdir(intake.folder.path, { recursive: true, mode: 0o700 }));
  // Or else a slip in its path would show nowhere.
  if (made !== undefined) log('intake-folder-made');
  const installation = composeLocal({
    folder: dataFolder,
    policy,
    clock,
    publicUrl: publicUrl ?? url,
    ...(slack ? { slack } : {}),
    ...(teams ? { teams } : {}),
    elsewhere: await elsewhereOf(file, log),
    log,
  });
  const { links, lake, adapters, take } = installation;
  const notifications = intake.folder
    ? intakeFolder({
        folder: intake.folder.path,
        everySeconds: intake.folder.everySeconds,
        ...(file.s3 ? {} : { importInto: installation }),
        requests: adapters.requests,
        take,
        tellOfNotification: installation.tellOfNotification,
        clock,
        log,
      })
    : undefined;
  const queue = intake.queue ? await queueOf({ ...intake.queue, take, log }) : undefined;
  const polled = [notifications, queue].filter((each) => each !== undefined);
  return {
    enter: installation.enter,
    download: (exchange) => serveDownload({ links, lake }, exchange),
    page: answerPage(installation.downloadPage),
    sns: intake.sns ? snsDoor({ receive: snsOverHttps({ topicArn: intake.sns.topicArn, clock, fetch }), take, log }) : undefined,
    start: () => {
      installation.start();
      for (const each of polled) each.start();
    },
    hangUp: async () => {
      await Promise.all([installation.hangUp(), ...polled.map((each) => each.stop())]);
    },
    stop: installation.stop,
    failing: () => [...(polled.every(({ isReadable }) => isReadable()) ? [] : ['intake']), ...installation.failing()],
  };
};
