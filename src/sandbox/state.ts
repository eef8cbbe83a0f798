/** The whole picture for one persona: what the page shows, read afresh from the program's own stores. */
import { english } from '../bots/languages/english.ts';
import { wordNames, words } from '../bots/words.ts';
import type { LocalInstallation } from '../handlers/compose-local.ts';
import type { LanguageCode } from '../workflow/organisation.ts';
import type { Policy } from '../workflow/policy.ts';
import type { Clock, RefusedAttempt } from '../workflow/ports.ts';
import type { EgressRequest, Instant, PersonId, RequestId } from '../workflow/request.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { conversationsOf, dialogOf, latestOf, watchedBy } from './conversations.ts';
import type { MemoryFile } from './memory.ts';
import type { Persona } from './personas.ts';
import { channels, personaById, personas } from './personas.ts';
import { requestView, rowOf } from './request-view.ts';
import { samples } from './samples.ts';
import type { Viewer } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';
import type { SlackWorkspace } from './slack/workspace.ts';
import type { TeamsTenant } from './teams/tenant.ts';
import { teamsConversationsOf, teamsLatestOf, teamsWatchedBy } from './teams-conversations.ts';
import { teamsIdsOf } from './teams-world.ts';
import { channelName, mailsOf, refusedOf, toldOf } from './told.ts';
import { triesOf } from './tries.ts';
import type { CommandHint, RequestView, View } from './view.ts';

export type StatePorts = {
  readonly installation: Pick<LocalInstallation, 'adapters' | 'executions' | 'mailer'>;
  readonly slack: SlackWorkspace;
  readonly teams: TeamsTenant;
  readonly memory: MemoryFile;
  readonly organisation: Pick<Policy['organisation'], 'name' | 'language'>;
  readonly clock: Clock;
};

/** English as the organisation of the sandbox, a British one, writes it. */
const locales = { en: 'en-GB', de: 'de-DE' } satisfies Record<LanguageCode, string>;

const listed = 50;
/** How many of the newest requests the checklist looks at; what was ticked before stays so. */
const looked = 12;
const mostDays = 31;

const days = (from: Instant, to: Instant): readonly string[] => {
  const first = Math.max(Date.parse(from.slice(0, 10)), Date.parse(to.slice(0, 10)) - mostDays * 86_400_000);
  const found: string[] = [];
  for (let day = first; day <= Date.parse(to.slice(0, 10)); day += 86_400_000) found.push(new Date(day).toISOString().slice(0, 10));
  return found;
};

const attemptsSince = async ({ installation, clock }: StatePorts, from: Instant): Promise<readonly RefusedAttempt[]> => {
  const found: RefusedAttempt[] = [];
  for (const partition of days(from, clock())) found.push(...(await installation.adapters.refusals.list({ partition })));
  return found;
};

const executionOf = ({ installation }: StatePorts, id: RequestId): Pick<RequestView, 'execution'> => {
  const execution = installation.executions().find((each) => each.id === id);
  if (!execution) return {};
  const { state, phase, deadline, failure } = execution;
  const status = { active: 'running', waiting: 'waiting', succeeded: 'succeeded', failed: 'failed' }[phase];
  const detail = phase === 'waiting' && deadline !== undefined ? 'for a decision' : (failure?.error ?? '');
  return { execution: { state, status, detail } };
};

const selectedView = async (ports: StatePorts, request: EgressRequest): Promise<RequestView> => {
  const { deliveries, cards } = ports.installation.adapters;
  const [sent, posted, mails, attempts] = await Promise.all([
    deliveries.list({ partition: request.id }),
    cards.list({ partition: request.id }),
    ports.installation.mailer.sent(),
    attemptsSince(ports, request.receivedAt),
  ]);
  return requestView(request, {
    channelName,
    told: toldOf(sent, posted),
    mails: mailsOf(request, { mails, deliveries: sent }),
    refused: refusedOf(attempts.filter((attempt) => attempt.request === request.id)),
    ...executionOf(ports, request.id),
  });
};

const tickedTries = async (ports: StatePorts, newest: readonly RequestSummary[]): Promise<View['tries']> => {
  const { memory, installation, clock } = ports;
  const { ticked, downloads } = memory.read();
  const read = await Promise.all(newest.slice(0, looked).map(({ id }) => installation.adapters.requests.read(id)));
  const requests = read.filter((request) => request !== undefined);
  const now = clock();
  const refusals = await attemptsSince(ports, newest.at(-1)?.receivedAt ?? now);
  const tries = triesOf({ requests, refusals, downloads }).map((each) => ({ ...each, done: each.done || ticked.includes(each.id) }));
  const done = tries.filter((each) => each.done).map(({ id }) => id);
  if (done.length > ticked.length) memory.change({ ticked: done });
  return tries;
};

const commandsFor = (persona: Persona): readonly CommandHint[] =>
  wordNames
    .filter((word) => words[word].audience === 'everybody' || persona.id === 'ada')
    .map((word) => ({ word, ...english.words[word] }));

/** The persona with this id; throws `PageProblem`. */
export const personaOf = (id: string): Persona => {
  const persona = personaById(id);
  if (!persona) throw new PageProblem(`There is nobody called ${id.slice(0, 40)} in the sandbox.`);
  return persona;
};

const merged = (a: View['latest'], b: View['latest']): View['latest'] =>
  Object.fromEntries(personas.map(({ id }) => [id, { ...a[id], ...b[id] }]));

export const viewOf = async (ports: StatePorts, { as, request: chosen }: Viewer): Promise<View> => {
  const { installation, slack, teams, memory, organisation } = ports;
  const me = personaOf(as);
  const { said, seeded } = memory.read();
  // All of the sandbox's submissions are the researcher's.
  const researchers = personas.filter(({ submits }) => submits);
  const pages = await Promise.all(
    researchers.map(({ email }) =>
      installation.adapters.requests.list({ by: { kind: 'requester', person: email as PersonId }, limit: listed }),
    ),
  );
  const requests = pages.flatMap((page) => page.requests);
  const id = requests.find((each) => each.id === chosen)?.id ?? requests[0]?.id;
  const selected = id === undefined ? undefined : await installation.adapters.requests.read(id);
  const dialog = dialogOf(slack, me);
  return {
    organisation: organisation.name,
    locale: locales[organisation.language],
    me: me.id,
    personas: personas.map((persona) => ({ ...persona, watches: watchedBy(persona), teamsWatches: teamsWatchedBy(teams, persona) })),
    conversations: [...conversationsOf(slack, said, me), ...teamsConversationsOf(teams, said, me)],
    latest: merged(latestOf(slack, said), teamsLatestOf(teams, said)),
    teamsInstalled: teams.personalConversation(teamsIdsOf(me).objectId) !== undefined,
    before: seeded,
    ...(dialog ? { dialog } : {}),
    requests: requests.map(rowOf),
    ...(selected ? { selected: await selectedView(ports, selected) } : {}),
    samples: samples.map(({ id: sample, name, about }) => ({ id: sample, name, about })),
    tries: await tickedTries(ports, requests),
    commands: commandsFor(me),
    channels: channels.map(({ id: channel, name }) => ({ id: channel, name })),
  };
};
