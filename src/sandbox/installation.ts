/** The sandbox: the real program on the local adapters, a pretend Slack around it, and somebody who plays Service Workbench. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { composeLocal } from '../handlers/compose-local.ts';
import { readPolicy } from '../handlers/policy-file.ts';
import { downloadPath } from '../workflow/local/download-links.ts';
import { serveDownload } from '../workflow/local/serve-download.ts';
import type { Clock } from '../workflow/ports.ts';
import { acting } from './acting.ts';
import { watchCommits } from './commits.ts';
import type { Folder } from './folder.ts';
import { memoryIn } from './memory.ts';
import { sampleById } from './samples.ts';
import type { Sandbox } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';
import { seedRoster } from './seed.ts';
import type { Log } from './server.ts';
import type { SlackEvents } from './slack-events.ts';
import { slackEvents, slackEventsPath } from './slack-events.ts';
import { openSlack } from './slack-world.ts';
import { personaOf, viewOf } from './state.ts';
import { toldDialogs } from './told-dialogs.ts';
import { largestUpload } from './upload-limit.ts';
import { uploadsTo } from './uploads.ts';
import type { Workbench } from './workbench.ts';
import { workbench } from './workbench.ts';

/** The design's own example, so that the sandbox shows what a newcomer reads. */
const policyFile = new URL('../../policy.example.jsonc', import.meta.url);
const ownProject = 'proj-diabetes';
const clock: Clock = () => new Date().toISOString() as ReturnType<Clock>;

export type OpenSandbox = Sandbox & {
  readonly slackEvents: SlackEvents['answer'];
  /** Begins the program's work and, at the very first start, its roster. The server must be answering already. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The address that the researcher is known by, and the user id that SWB has for them. */
const submitterOf = (as: string) => {
  const persona = personaOf(as);
  if (!persona.submits) throw new PageProblem(`${persona.name} is no researcher: only researchers submit egress requests.`);
  return { id: `u-${persona.slackId.toLowerCase()}`, email: persona.email };
};

const submitSample =
  (swb: Workbench): Sandbox['submitSample'] =>
  async (as, id) => {
    const by = submitterOf(as);
    const sample = sampleById(id);
    if (!sample) throw new PageProblem('There is no such sample.');
    const store = await swb.openStore();
    for (const { path, bytes } of sample.files()) await swb.write(store, path, bytes);
    return swb.submit(store, { name: sample.workspace, project: sample.project, by });
  };

/** Opens everything in the folder; `url` is where the server listens. */
export const openSandbox = async (folder: Folder, { url, log }: { readonly url: string; readonly log: Log }): Promise<OpenSandbox> => {
  const policy = readPolicy(readFileSync(policyFile, 'utf8'));
  const memory = memoryIn(folder.file('sandbox.json'));
  const teamId = policy.organisation.slack.teamIds[0] ?? 'T0123';
  const slack = await openSlack(folder.file('slack.json'), { teamId, clock });
  const { bot, signingSecret } = slack.seed;
  const installation = composeLocal({
    folder: folder.path,
    policy,
    clock,
    publicUrl: url,
    slack: { botToken: bot.token, signingSecret, apiUrl: slack.apiUrl, interval: 0 },
    log: (event, ids = {}) => log(event, Object.fromEntries(Object.entries(ids).map(([name, value]) => [name, String(value)]))),
  });
  // Only now, because the folder is this process's own.
  memory.change({ port: Number(new URL(url).port) });
  slack.connect(`${url}${slackEventsPath}`);
  const events = slackEvents(installation);
  const swb = workbench({
    putObject: installation.egressStore.putObject,
    putStatus: installation.register.put,
    notify: async (message) => void (await installation.take(message)),
    clock,
  });

  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  slack.on('change', changed);
  const commits = watchCommits(folder.file('sallyport.db'), changed);
  const closeOld = toldDialogs({ slack, clock });
  const actions = acting({ slack, memory, clock });
  const ports = { installation, slack, memory, organisation: policy.organisation.name, clock };

  const download = async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (!request.url?.startsWith(downloadPath)) return false;
    await serveDownload({ links: installation.links, lake: installation.lake }, { request, response });
    if (request.method === 'GET' && response.statusCode < 300) {
      memory.change({ downloads: memory.read().downloads + 1 });
      changed();
    }
    return true;
  };

  return {
    view: async (viewer) => {
      closeOld(personaOf(viewer.as).slackId);
      return viewOf(ports, viewer);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...actions,
    say: async (as, line) => {
      await actions.say(as, line);
      changed();
    },
    submitSample: submitSample(swb),
    uploads: uploadsTo({ swb, submitterOf, project: ownProject, largest: largestUpload }),
    download,
    slackEvents: events.answer,
    start: async () => {
      await installation.start();
      if (memory.read().seeded !== '') return;
      await seedRoster({ roster: installation.roster, slack, settled: events.settled });
      memory.change({ seeded: slack.exportState().lastTs });
    },
    stop: async () => {
      commits.close();
      await events.settled();
      await installation.stop();
      await slack.close();
    },
  };
};
