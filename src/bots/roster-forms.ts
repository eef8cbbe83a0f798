/** The dialogs of admins: which channel shows what, and who holds which role. */

import { adminChannels, adminRole, checkAdmin, escalations } from '../workflow/permissions.ts';
import type { Grant, Mapping } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import { listGrants, listMappings } from '../workflow/roster.ts';
import type { Block, Card, Field, Form, FormAnswer, FormCommand, Line, Phrase } from './card.ts';
import { line } from './card.ts';
import type { Answer, KnownChannel } from './chat.ts';
import type { Asked, Context, Drawing } from './context.ts';
import { shownChoiceOf } from './entry-forms.ts';
import { grantTo, takeBack } from './grant-deeds.ts';
import type { Waiting } from './languages/english/roster-forms.ts';
import { mapTo, shownAs, unmapFrom } from './mapping-deeds.ts';
import { accountNamed } from './named-person.ts';
import { usageOf } from './usage.ts';

type About = Extract<FormCommand['do'], 'map' | 'unmap' | 'grant' | 'revoke-grant'>;

const role = (context: Drawing, roles: readonly string[], label: Phrase = (say) => say.rosterForms.role): Field => ({
  kind: 'choice',
  name: 'role',
  label,
  options: roles.map((value) => ({ value, label: value === adminRole ? (say) => say.home.admin : shownAs(context, value) })),
});

const project = ({ projects }: Pick<Drawing, 'projects'>): readonly Field[] => [
  {
    kind: 'choice',
    name: 'project',
    label: (say) => say.rosterForms.project,
    options: ['*', ...projects].map((value) => ({ value, label: value === '*' ? (say) => say.rosterForms.allProjects : value })),
    initial: '*',
  },
  {
    kind: 'text',
    name: 'other-project',
    label: (say) => say.rosterForms.otherProject,
    hint: (say) => say.rosterForms.otherProjectHint,
    required: false,
    short: true,
    minLength: 0,
    maxLength: 100,
  },
];

const said = (sentence: Line): Block => ({ kind: 'text', tone: 'normal', line: sentence });

const mostProjects = 5;

/** The projects of these requests with how many each has, the most first. */
const byProject = (projects: readonly string[]): Pick<Waiting, 'projects' | 'moreProjects'> => {
  const counted = [...new Set(projects)]
    .map((id) => ({ id, requests: projects.filter((each) => each === id).length }))
    .toSorted((a, b) => b.requests - a.requests);
  return { projects: counted.slice(0, mostProjects), moreProjects: Math.max(0, counted.length - mostProjects) };
};

/** What would appear at once, so that nobody maps a channel blindly. */
const waitingNow = async ({ core, roster, roleLabel }: Drawing): Promise<Line> => {
  const { requests, next } = await core.requests.list({ by: { kind: 'open' }, limit: 100 });
  const waiting = roster.roles
    .map((name) => ({ name, found: requests.filter(({ waitsFor }) => waitsFor?.role === name) }))
    .filter(({ found }) => found.length > 0)
    .map(({ name, found }) => ({
      role: roleLabel(name),
      requests: found.length,
      ...byProject(found.map(({ projectId }) => projectId)),
    }));
  return line(({ rosterForms }) => (waiting.length === 0 ? rosterForms.noneWaits : rosterForms.waitingNow(waiting, next !== undefined)));
};

/** More than this no platform lets anybody choose from. */
const mostChoices = 100;

/** What stands above a choice; what it has no room for can still be typed. */
const chooseFrom = (about: About, of: readonly unknown[]): readonly Block[] => [
  said(line((say) => say.rosterForms.intros[about])),
  ...(of.length > mostChoices ? [said(line((say) => say.rosterForms.onlyFirst(mostChoices, of.length, usageOf(about))))] : []),
];

const chosenFrom = <T extends Mapping | Grant>(all: readonly T[], which: string): T | undefined =>
  all.find((entry) => shownChoiceOf(entry) === which);

const mapForm = async (context: Drawing, { speaker }: Asked): Promise<Form> => {
  const { platform, tenant } = speaker.identity;
  const waiting = await waitingNow(context);
  const known: readonly KnownChannel[] = (await context.workplaces[platform]?.channels(tenant)) ?? [];
  return {
    title: (say) => say.rosterForms.titles.map,
    submit: (say) => say.rosterForms.submits.map,
    style: 'primary',
    brief: waiting,
    blocks: [said(line((say) => say.rosterForms.intros.map)), said(waiting)],
    fields: [
      {
        kind: 'channel',
        name: 'channel',
        label: (say) => say.rosterForms.channel,
        known: known.map(({ id, name }) => ({ value: id, label: name })),
        ...(speaker.channel === undefined ? {} : { initial: speaker.channel }),
      },
      role(context, [...context.roster.roles, escalations, adminChannels], (say) => say.rosterForms.shows),
      ...project(context),
    ],
    command: { do: 'map' },
  };
};

const grantForm = (context: Drawing): Form => ({
  title: (say) => say.rosterForms.titles.grant,
  submit: (say) => say.rosterForms.submits.grant,
  style: 'primary',
  brief: [],
  blocks: [said(line((say) => say.rosterForms.intros.grant))],
  fields: [
    { kind: 'person', name: 'person', label: (say) => say.rosterForms.person, hint: (say) => say.rosterForms.personHint },
    role(context, [...context.roster.roles, adminRole]),
    ...project(context),
    { kind: 'date', name: 'until', label: (say) => say.rosterForms.until, hint: (say) => say.rosterForms.untilHint },
  ],
  command: { do: 'grant' },
});

const unmapForm = async (context: Drawing): Promise<Form> => {
  const mappings = await listMappings(context.roster);
  return {
    title: (say) => say.rosterForms.titles.unmap,
    submit: (say) => say.rosterForms.submits.unmap,
    style: 'danger',
    brief: [],
    blocks: chooseFrom('unmap', mappings),
    fields: [
      {
        kind: 'choice',
        name: 'which',
        label: (say) => say.rosterForms.mapping,
        options: mappings.slice(0, mostChoices).map((mapping) => ({
          value: shownChoiceOf(mapping),
          label: (say) => say.rosterForms.channelIn(mapping.channelName, say.names.platform[mapping.channel.platform]),
          detail: (say) => say.rosterForms.roleOf(shownAs(context, mapping.role)(say), mapping.project),
        })),
      },
    ],
    command: { do: 'unmap' },
  };
};

const takeBackForm = async (context: Drawing): Promise<Form> => {
  const grants = await listGrants(context.roster);
  return {
    title: (say) => say.rosterForms.titles['revoke-grant'],
    submit: (say) => say.rosterForms.submits['revoke-grant'],
    style: 'danger',
    brief: [],
    blocks: chooseFrom('revoke-grant', grants),
    fields: [
      {
        kind: 'choice',
        name: 'which',
        label: (say) => say.rosterForms.grant,
        options: grants.slice(0, mostChoices).map((grant) => ({
          value: shownChoiceOf(grant),
          label: grant.person,
          detail: ({ rosterForms }) =>
            grant.delegatedBy === undefined
              ? rosterForms.roleOf(context.roleLabel(grant.role), grant.project)
              : rosterForms.rolePassedOn(context.roleLabel(grant.role), grant.project, grant.delegatedBy),
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
  return done({ kind: 'notice', notice: { title: form.title, blocks: [said(line((say) => say.rosterForms.nothingTo[about]))] } });
};

/** Buttons for those of these dialogs that have something to choose from. */
export const rosterActions = async (context: Drawing, asked: Asked, about: readonly About[]): Promise<Block> => {
  const forms = await Promise.all(about.map(async (what) => ({ what, form: await drawn(context, asked, what) })));
  return {
    kind: 'actions',
    actions: forms
      .filter(({ form }) => !isEmpty(form, asked))
      .map(({ what, form }) => ({ kind: 'form', label: (say) => say.rosterForms.buttons[what], form, quiet: true }) as const),
  };
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
      const identity = await accountNamed(context, asked, answer.who);
      return identity.ok ? grantTo(context, asked, { ...answer, identity: identity.value }) : identity;
    }
    case 'unmap': {
      const mapping = chosenFrom(await listMappings(context.roster), answer.which);
      return mapping ? unmapFrom(context, asked, { ...mapping, shown: mapping }) : refused({ kind: 'changed-entry', of: 'mappings' });
    }
    case 'revoke-grant': {
      const grant = chosenFrom(await listGrants(context.roster), answer.which);
      const passedOn = grant?.delegatedBy === undefined ? {} : { passedOn: grant.key };
      return grant ? takeBack(context, asked, { ...grant, ...passedOn, shown: grant }) : refused({ kind: 'changed-entry', of: 'grants' });
    }
    default:
      return answer satisfies never;
  }
};
