/** The sandbox: the real program on the local adapters, a pretend Slack and Teams around it, and somebody who plays Service Workbench. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { composeLocal } from '../handlers/compose-local.ts';
import { answerPage } from '../handlers/download-page/http.ts';
import { readPolicy } from '../handlers/policy-file.ts';
import type { Entrances } from '../handlers/serve/entrances.ts';
import { entrancePaths, entrances } from '../handlers/serve/entrances.ts';
import { downloadPath } from '../workflow/local/download-links.ts';
import { serveDownload } from '../workflow/local/serve-download.ts';
import type { LanguageCode } from '../workflow/organisation.ts';
import type { Policy } from '../workflow/policy.ts';
import type { Clock } from '../workflow/ports.ts';
import type { PersonId } from '../workflow/request.ts';
import { acting } from './acting.ts';
import { watchCommits } from './commits.ts';
import type { Folder } from './folder.ts';
import { memoryIn } from './memory.ts';
import { rerouteTeams } from './reroute.ts';
import type { Submission } from './resubmit.ts';
import { openAgain } from './resubmit.ts';
import { sampleById } from './samples.ts';
import type { Sandbox } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';
import { seedRoster, seedTeams } from './seed.ts';
import type { Log } from './server.ts';
import { openSlack } from './slack-world.ts';
import { personaOf, viewOf } from './state.ts';
import { openTeams } from './teams-world.ts';
import { toldDialogs } from './told-dialogs.ts';
import { largestUpload, ownName } from './upload-limit.ts';
import { uploadsTo } from './uploads.ts';
import type { Workbench } from './workbench.ts';
import { workbench } from './workbench.ts';

/** The design's own example, so that the sandbox shows what a newcomer reads. */
const policyFile = new URL('../../policy.example.jsonc', import.meta.url);
const ownProject = 'proj-diabetes';
/** The example leaves it to the reader; here it can be granted and tried. */
const auditorRole = 'Auditor';
/** Where the example's English would stand in the midst of German. */
const ownWords: Readonly<
  Partial<Record<LanguageCode, { readonly reviewLocation: string; readonly labels: Readonly<Record<string, string>> }>>
> = {
  de: {
    reviewLocation: 'Öffnen Sie die Studie „EgressRequests“ in Ihrem Arbeitsbereich für Prüfungen.',
    labels: {
      InformationGovernance: 'Informations-Governance',
      ResearchIT: 'Forschungs-IT',
      EgressManager: 'Ausleitungsverantwortliche',
      [auditorRole]: 'Revision',
    },
  },
};
/** Whose links open a page, so that both kinds of links can be tried. */
const pageProject = 'proj-small';
const policyOf = (text: string, language: LanguageCode): Policy => {
  const policy = readPolicy(text);
  const { reviewLocation = policy.defaults.reviewLocation, labels = {} } = ownWords[language] ?? {};
  const roles = { ...policy.roles, [auditorRole]: { label: auditorRole } };
  return {
    ...policy,
    roles: Object.fromEntries(Object.entries(roles).map(([name, role]) => [name, { ...role, label: labels[name] ?? role.label }])),
    auditorRole,
    defaults: { ...policy.defaults, reviewLocation },
    organisation: { ...policy.organisation, language },
    projects: { ...policy.projects, [pageProject]: { ...policy.projects[pageProject], downloadPage: true } },
  };
};
const clock: Clock = () => new Date().toISOString() as ReturnType<Clock>;

export type OpenSandbox = Sandbox & {
  readonly enter: Entrances['answer'];
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
  (swb: Workbench, openFor: (submission: Submission) => ReturnType<typeof openAgain>): Sandbox['submitSample'] =>
  async (as, id) => {
    const by = submitterOf(as);
    const sample = sampleById(id);
    if (!sample) throw new PageProblem('There is no such sample.');
    const about = { name: sample.workspace, project: sample.project };
    const store = await openFor({ ...about, by: by.email as PersonId });
    const files = store.again > 0 && sample.revised ? sample.revised() : sample.files();
    for (const { path, bytes } of files) await swb.write(store, path, bytes);
    if (store.again === 0 && sample.missing !== undefined) swb.listMissing(store, sample.missing);
    return swb.submit(store, { ...about, by });
  };

/** Opens everything in the folder; `url` is where the server listens. */
export const openSandbox = async (
  folder: Folder,
  { url, language, log }: { readonly url: string; readonly language: LanguageCode; readonly log: Log },
): Promise<OpenSandbox> => {
  const policy = policyOf(readFileSync(policyFile, 'utf8'), language);
  const memory = memoryIn(folder.file('sandbox.json'));
  const teamId = policy.organisation.slack.teamIds[0] ?? 'T0123';
  const tenantId = policy.organisation.teams.tenantIds[0] ?? '';
  const [slack, { teams, isNew }] = await Promise.all([
    openSlack(folder.file('slack.json'), { teamId, clock, language }),
    openTeams(folder.file('teams.json'), { tenantId, clock }),
  ]);
  const { bot, signingSecret } = slack.seed;
  const { app } = teams.seed;
  const installation = composeLocal({
    folder: folder.path,
    policy,
    clock,
    publicUrl: url,
    slack: { botToken: bot.token, signingSecret, apiUrl: slack.apiUrl, interval: 0 },
    teams: { appId: app.id, tenantId, password: app.password, endpoints: teams.endpoints, interval: 0 },
    log: (event, ids = {}) => log(event, Object.fromEntries(Object.entries(ids).map(([name, value]) => [name, String(value)]))),
  });
  // Only now, because the folder is this process's own.
  memory.change({ port: Number(new URL(url).port) });
  await rerouteTeams(installation.adapters.routes, teams);
  slack.connect(`${url}${entrancePaths.slack}`);
  teams.connect(`${url}${entrancePaths.teams}`);
  const doors = entrances(installation);
  const swb = workbench({
    putObject: installation.egressStore.putObject,
    putStatus: installation.register.put,
    notify: async (message) => void (await installation.take(message)),
    clock,
  });

  const openFor = (submission: Submission) => openAgain({ requests: installation.adapters.requests, swb }, submission);

  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  slack.on('change', changed);
  teams.on('change', changed);
  const commits = watchCommits(folder.file('sallyport.db'), changed);
  const closeOld = toldDialogs({ slack, clock });
  const actions = acting({ slack, teams, memory, clock });
  const ports = { installation, slack, teams, memory, organisation: policy.organisation, clock };

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
    submitSample: submitSample(swb, openFor),
    uploads: uploadsTo({
      swb,
      openStore: ({ email }) => openFor({ name: ownName, project: ownProject, by: email as PersonId }),
      submitterOf,
      project: ownProject,
      largest: largestUpload,
    }),
    download,
    downloadPage: answerPage(installation.downloadPage),
    enter: doors.answer,
    start: async () => {
      await installation.start();
      const seeding = { roster: installation.roster, slack, teams, settled: doors.settled };
      // Before Slack's: ids of both are times, so that Slack's last one is later than all that was written here.
      const isFirst = memory.read().seeded === '';
      if (isNew || isFirst) await seedTeams(seeding);
      if (!isFirst) return;
      await seedRoster(seeding);
      memory.change({ seeded: slack.exportState().lastTs });
    },
    stop: async () => {
      commits.close();
      await doors.settled();
      await installation.stop();
      await Promise.all([slack.close(), teams.close()]);
    },
  };
};
