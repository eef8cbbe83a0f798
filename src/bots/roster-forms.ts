/** The dialogs of admins: which channel shows what, and who holds which role. */

import { sha256 } from '../workflow/canonical.ts';
import { adminRole, checkAdmin, escalations } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { ChatIdentity, PersonId } from '../workflow/request.ts';
import { listGrants, listMappings } from '../workflow/roster.ts';
import { projectText } from './admin-parts.ts';
import type { Block, Card, Field, Form, FormAnswer, FormCommand, Line } from './card.ts';
import { commandLine, line } from './card.ts';
import type { Answer, KnownChannel } from './chat.ts';
import type { Asked, Context, Drawing } from './context.ts';
import { platformName } from './format.ts';
import { grantTo, takeBack } from './grant-deeds.ts';
import type { WordName } from './languages/english.ts';
import { mapTo, unmapFrom } from './mapping-deeds.ts';
import { usageOf } from './usage.ts';

type About = Extract<FormCommand['do'], 'map' | 'unmap' | 'grant' | 'revoke-grant'>;

const labels = {
  map: '🗺️ Map a channel…',
  unmap: '🗺️ Unmap…',
  grant: '🎫 Grant a role…',
  'revoke-grant': '🎫 Take a role back…',
} satisfies Record<About, string>;

const role = (context: Drawing, roles: readonly string[]): Field => ({
  kind: 'choice',
  name: 'role',
  label: 'Role',
  options: roles.map((value) => ({ value, label: context.roleLabel(value) })),
});

const project = ({ projects }: Pick<Drawing, 'projects'>): readonly Field[] => [
  {
    kind: 'choice',
    name: 'project',
    label: 'Project',
    options: ['*', ...projects].map((value) => ({ value, label: value === '*' ? 'All projects' : value })),
    initial: '*',
  },
  {
    kind: 'text',
    name: 'other-project',
    label: 'Another project',
    hint: 'An id that the list does not name; counts instead',
    required: false,
    short: true,
    minLength: 0,
    maxLength: 100,
  },
];

const said = (sentence: Line): Block => ({ kind: 'text', tone: 'normal', line: sentence });

const mostProjects = 5;

/** `proj-1 2, proj-2 1`: the projects of these requests with how many each has, the most first. */
const byProject = (projects: readonly string[]): string => {
  const counted = [...new Set(projects)]
    .map((id) => ({ id, waiting: projects.filter((each) => each === id).length }))
    .toSorted((a, b) => b.waiting - a.waiting);
  const named = counted.slice(0, mostProjects).map(({ id, waiting }) => `${id} ${waiting}`);
  return [...named, ...(counted.length > mostProjects ? [`${counted.length - mostProjects} more projects`] : [])].join(', ');
};

/** What would appear at once, so that nobody maps a channel blindly. */
const waitingNow = async ({ core, roster, roleLabel }: Drawing): Promise<Line> => {
  const { requests, next } = await core.requests.list({ by: { kind: 'open' }, limit: 100 });
  const counts = roster.roles
    .map((name) => ({ name, waiting: requests.filter(({ waitsFor }) => waitsFor?.role === name) }))
    .filter(({ waiting }) => waiting.length > 0)
    .map(({ name, waiting }) => `${roleLabel(name)} ${waiting.length} (${byProject(waiting.map(({ projectId }) => projectId))})`);
  const more = next === undefined ? '' : ', and more';
  return line(counts.length === 0 ? 'No request waits now.' : `Waiting now: ${counts.join('; ')}${more}.`);
};

/** More than this no platform lets anybody choose from. */
const mostChoices = 100;

/** What stands above a choice; what it has no room for can still be typed. */
const chooseFrom = (sentence: string, { of, usage }: { readonly of: readonly unknown[]; readonly usage: WordName }): readonly Block[] => [
  said(line(sentence)),
  ...(of.length > mostChoices
    ? [said(line(`Only the first ${mostChoices} of ${of.length} can be chosen here; type for the others: `, usageOf(usage)))]
    : []),
];

/** Short enough for a choice on every platform; what it stands for is looked up again when it comes back. */
const choiceOf = (key: string): string => sha256(key).slice(0, 32);

const chosenFrom = <T extends { readonly key: string }>(all: readonly T[], which: string): T | undefined =>
  all.find(({ key }) => choiceOf(key) === which);

const mapForm = async (context: Drawing, { speaker }: Asked): Promise<Form> => {
  const { platform, tenant } = speaker.identity;
  const waiting = await waitingNow(context);
  const known: readonly KnownChannel[] = (await context.workplaces[platform]?.channels(tenant)) ?? [];
  return {
    title: 'Map a channel',
    submit: 'Map it',
    style: 'primary',
    brief: waiting,
    blocks: [
      said(line('The channel then shows every request that waits for the role. A test message is posted there first.')),
      said(waiting),
    ],
    fields: [
      {
        kind: 'channel',
        name: 'channel',
        label: 'Channel',
        known: known.map(({ id, name }) => ({ value: id, label: name })),
        ...(speaker.channel === undefined ? {} : { initial: speaker.channel }),
      },
      role(context, [...context.roster.roles, escalations]),
      ...project(context),
    ],
    command: { do: 'map' },
  };
};

const grantForm = (context: Drawing): Form => ({
  title: 'Grant a role',
  submit: 'Grant it',
  style: 'primary',
  brief: [],
  blocks: [said(line('It holds from the moment you send this, and is checked at every click.'))],
  fields: [
    { kind: 'person', name: 'person', label: 'Person', hint: 'Their work e-mail address' },
    role(context, [...context.roster.roles, adminRole]),
    ...project(context),
    { kind: 'date', name: 'until', label: 'Until', hint: 'Last day on which it holds; for good when left empty' },
  ],
  command: { do: 'grant' },
});

const unmapForm = async (context: Drawing): Promise<Form> => {
  const mappings = await listMappings(context.roster);
  return {
    title: 'Unmap',
    submit: 'Unmap it',
    style: 'danger',
    brief: [],
    blocks: chooseFrom('The channel shows no further requests of that kind. Cards that hang there stay, and stay true.', {
      of: mappings,
      usage: 'unmap',
    }),
    fields: [
      {
        kind: 'choice',
        name: 'which',
        label: 'Mapping',
        options: mappings.slice(0, mostChoices).map(({ key, channel, channelName, role: of, project: at }) => ({
          value: choiceOf(key),
          label: `#${channelName} in ${platformName[channel.platform]}`,
          detail: `${context.roleLabel(of)}, ${projectText(at)}`,
        })),
      },
    ],
    command: { do: 'unmap' },
  };
};

const takeBackForm = async (context: Drawing): Promise<Form> => {
  const grants = await listGrants(context.roster);
  return {
    title: 'Take a role back',
    submit: 'Take it back',
    style: 'danger',
    brief: [],
    blocks: chooseFrom('Whatever they press from then on is refused. What they decided before stays decided.', {
      of: grants,
      usage: 'revoke-grant',
    }),
    fields: [
      {
        kind: 'choice',
        name: 'which',
        label: 'Grant',
        options: grants.slice(0, mostChoices).map(({ key, person, role: of, project: at, delegatedBy }) => ({
          value: choiceOf(key),
          label: person,
          detail: `${context.roleLabel(of)}, ${projectText(at)}${delegatedBy === undefined ? '' : `, passed on by ${delegatedBy}`}`,
        })),
      },
    ],
    command: { do: 'revoke-grant' },
  };
};

const drawn = (context: Drawing, asked: Asked, about: About): Promise<Form> | Form => {
  switch (about) {
    case 'map':
      return mapForm(context, asked);
    case 'unmap':
      return unmapForm(context);
    case 'grant':
      return grantForm(context);
    case 'revoke-grant':
      return takeBackForm(context);
    default:
      return about satisfies never;
  }
};

const nothingTo = {
  map: 'I know no channel here yet. Type it in the channel that it is about: ',
  unmap: 'No channel is mapped, so there is nothing to unmap. All mappings: ',
  grant: 'There is no role to grant. ',
  'revoke-grant': 'Nobody holds a role, so there is none to take back. All grants: ',
} satisfies Record<About, string>;
const typedFor = { map: 'map here ROLE', unmap: 'mappings', grant: 'help', 'revoke-grant': 'grants' } satisfies Record<About, string>;

/** Nobody can send it in: there is nothing to choose from. Slack's own pickers always offer something. */
const isEmpty = ({ fields }: Form, { speaker }: Asked): boolean =>
  fields.some(
    (field) =>
      (field.kind === 'choice' && field.options.length === 0) ||
      (field.kind === 'channel' && field.known.length === 0 && speaker.identity.platform !== 'slack'),
  );

/** The dialog, for admins; a sentence where there is nothing to choose from. */
export const openRosterForm = async (context: Context, asked: Asked, about: About): Promise<Outcome<Answer>> => {
  const barred = checkAdmin(asked.standing);
  if (barred) return refused(barred);
  const form = await drawn(context, asked, about);
  if (!isEmpty(form, asked)) return done({ kind: 'form', form });
  return done({ kind: 'notice', notice: { title: form.title, blocks: [said(line(nothingTo[about], commandLine(typedFor[about])))] } });
};

/** Buttons for those of these dialogs that have something to choose from. */
export const rosterActions = async (context: Drawing, asked: Asked, about: readonly About[]): Promise<Block> => {
  const forms = await Promise.all(about.map(async (what) => ({ what, form: await drawn(context, asked, what) })));
  return {
    kind: 'actions',
    actions: forms
      .filter(({ form }) => !isEmpty(form, asked))
      .map(({ what, form }) => ({ kind: 'form', label: labels[what], form, quiet: true }) as const),
  };
};

/** Who was named, as the speaker's own platform knows them. */
const accountOf = async (
  context: Context,
  { speaker }: Asked,
  who: Extract<FormAnswer, { do: 'grant' }>['who'],
): Promise<Outcome<ChatIdentity>> => {
  const { platform, tenant } = speaker.identity;
  if ('user' in who) return done({ platform, tenant, user: who.user });
  const found = await context.workplaces[platform]?.find(tenant, who.email as PersonId);
  return found ? done(found) : refused({ kind: 'unknown-person', who: who.email, byAddress: true });
};

/** Does what a dialog asks for; the right to it is checked again in the write (I4). */
export const changeRoster = async (context: Context, asked: Asked, answer: Extract<FormAnswer, { do: About }>): Promise<Outcome<Card>> => {
  const barred = checkAdmin(asked.standing);
  if (barred) return refused(barred);
  switch (answer.do) {
    case 'map': {
      const { platform, tenant } = asked.speaker.identity;
      return mapTo(context, asked, { ...answer, channel: { platform, tenant, id: answer.channel } });
    }
    case 'grant': {
      const identity = await accountOf(context, asked, answer.who);
      return identity.ok ? grantTo(context, asked, { ...answer, identity: identity.value }) : identity;
    }
    case 'unmap': {
      const mapping = chosenFrom(await listMappings(context.roster), answer.which);
      return mapping ? unmapFrom(context, asked, mapping) : refused({ kind: 'no-such-mapping' });
    }
    case 'revoke-grant': {
      const grant = chosenFrom(await listGrants(context.roster), answer.which);
      const passedOn = grant?.delegatedBy === undefined ? {} : { passedOn: grant.key };
      return grant ? takeBack(context, asked, { ...grant, ...passedOn }) : refused({ kind: 'no-such-grant', who: 'That person', held: [] });
    }
    default:
      return answer satisfies never;
  }
};
