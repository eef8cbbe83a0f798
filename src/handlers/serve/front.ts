/**
 * Answers people for the stack of AWS: what the functions `slack` and `teams` do, and nothing else. Every decision is a conditional write, so this
 * process, others like it and those functions may all answer at once; what follows from a write is the other functions' work, wherever it came from.
 */
import { randomBytes } from 'node:crypto';
import { s3DataLake } from '../../workflow/aws/data-lake.ts';
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import { s3Client } from '../../workflow/aws/s3-client.ts';
import { s3StagingArea } from '../../workflow/aws/staging-area.ts';
import type { Timers } from '../../workflow/local/timers.ts';
import { systemTimers } from '../../workflow/local/timers.ts';
import { queueClient, sendErrand, wakeBy } from '../aws/follow-up-queue.ts';
import { policyMark } from '../aws/policy-mark.ts';
import { tableAdapters } from '../aws/table-adapters.ts';
import { chatEntrances } from '../chat-entrances.ts';
import { composeConversation } from '../compose.ts';
import { composeDownloadPage } from '../download-page/compose.ts';
import { answerPage } from '../download-page/http.ts';
import { groupReading } from '../group-readers.ts';
import { platformsOf } from '../platforms.ts';
import type { FrontFile } from './installation-file.ts';
import { mailerOf } from './mail.ts';
import type { Site, Surroundings } from './site.ts';
import { PolicyDiffersError } from './site.ts';

const newId = (): string => randomBytes(6).toString('hex');

/** Milliseconds between two looks at the stack's policy. */
const lookAgainAfter = 60_000;
/** Milliseconds. */
const longestBlindness = 5 * 60_000;

/** Opens it; `url` is the server's own address, for links when the file names no other. Rejects when the table cannot be read, or its functions work by another policy (I3). */
export const openFront = async (
  file: FrontFile,
  { url, clock, log, giveUp, timers = systemTimers }: Surroundings & { readonly url: string; readonly timers?: Timers },
): Promise<Site> => {
  const { policy, stack, mail, publicUrl = url } = file;
  const { followUpQueueUrl: queueUrl } = stack;
  const [client, objects, queue] = [dynamoClient(), s3Client({ forcePathStyle: stack.pathStyle }), queueClient()];
  // The stack's metrics are made of its functions' logs; here a line of the log is all there is.
  const meters = { count: (metric: string, kind: string) => log('counted', { metric, kind }), gauge: () => {} };
  const table = tableAdapters(client, { table: stack.table, clock, meters });
  const lake = s3DataLake(objects, { bucket: stack.dataLakeBucket });
  const platforms = platformsOf(file, { policy, routes: table.routes, clock, log });
  const { conversation } = composeConversation({
    adapters: {
      ...table,
      staging: s3StagingArea(objects, { bucket: stack.stagingBucket }),
      lake,
      mailer: await mailerOf(mail, log),
    },
    policy,
    platforms,
    groupReading: groupReading(file, { policy, clock, log }),
    clock,
    log,
    newId,
    pages: { baseUrl: publicUrl, newSecret: () => randomBytes(32).toString('base64url') },
    wake: wakeBy(queue, queueUrl),
    ask: (errand) => sendErrand(queue, { queueUrl, errand, cause: randomBytes(12).toString('hex') }),
  });
  const { enter, pickUp, hangUp, areOpen } = chatEntrances(platforms, conversation);
  const mark = policyMark(client, stack.table);
  let lookedAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};
  let stopped = false;

  const look = async (): Promise<void> => {
    const digest = await mark.read();
    if (digest !== policy.digest)
      throw new PolicyDiffersError(
        `the functions work by the policy ${digest ?? 'that they have not named yet'}, this server by ${policy.digest}`,
      );
    lookedAt = Date.parse(clock());
  };
  const lookAgain = (): void => {
    if (stopped) return;
    cancel = timers.after(lookAgainAfter, () => {
      look()
        .then(lookAgain)
        .catch((error: unknown) => {
          if (error instanceof PolicyDiffersError) return giveUp(error);
          log('stack-unreadable', { error: error instanceof Error ? error.name : 'unknown' });
          lookAgain();
        });
    });
  };

  await look();
  return {
    enter,
    page: answerPage(composeDownloadPage({ adapters: { ...table, lake }, policy, clock, publicUrl, newId, log })),
    start: () => {
      pickUp();
      lookAgain();
    },
    hangUp,
    stop: async () => {
      stopped = true;
      cancel();
      await hangUp();
    },
    failing: () => [...(Date.parse(clock()) - lookedAt < longestBlindness ? [] : ['stack']), ...(areOpen() ? [] : ['slack'])],
  };
};
