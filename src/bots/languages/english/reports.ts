import type { FaultKind } from '../../../workflow/audit.ts';
import type { Instant, StatusKind } from '../../../workflow/request.ts';
import type { Inline, Line } from '../../card.ts';
import { line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';
import { requests } from './requests.ts';

const { bytes, counted, files, number, ofTotal } = quantities;
const events = (events: number) => counted(events, { one: 'event', other: 'events' });
const where = (project: string | undefined) => (project === undefined ? '' : ` in ${project}`);
const quoted = (said: string | undefined) => (said === undefined ? '' : `: “${said}”`);
const at = (instant: Instant): Inline => ({ kind: 'instant', at: instant });

/** A decision in the history of a request. */
export type SaidDecision = { readonly stage: string; readonly right: string; readonly said: string | undefined };

/** A request in a list. */
export type SaidSummary = {
  readonly id: string;
  readonly project: string;
  readonly size: { readonly files: number; readonly bytes: number } | undefined;
  readonly status: StatusKind;
  /** The stage that it waits for, which is the `number`th of `of`. */
  readonly stage: { readonly label: string; readonly number: number; readonly of: number } | undefined;
  readonly since: Instant;
  readonly deadline: Instant | undefined;
  /** Since when it waits for the requester's answer. */
  readonly askedAt: Instant | undefined;
};

/** What one is told who asks about requests. */
export const reports = {
  summary: ({ id, project, size, status, stage, since, deadline, askedAt }: SaidSummary): Line =>
    line(
      text(id, 'code'),
      ` ${project}${size ? `, ${files(size.files)}, ${bytes(size.bytes)}` : ''}: `,
      stage ? `waits for ${stage.label} (stage ${ofTotal(stage.number, stage.of)}) since ` : `${names.status[status]} since `,
      at(since),
      ...(askedAt ? [', asked the requester, ', at(askedAt), ', no answer yet'] : []),
      ...(deadline ? [askedAt ? ', deadline at the latest ' : ', deadline ', at(deadline)] : []),
    ),
  nothingWaits: (project: string | undefined) => `Nothing waits${where(project)}`,
  allDecided: 'All requests that you may see are decided.',
  noneOfIt: 'No request of a project with exactly this name, of those that you may see, waits.',
  allProjects: (pending: Inline): Line => line('Of all projects: ', pending),
  onlyYours: 'You hold no role here, so you see only requests of your own.',
  waiting: (count: number, project: string | undefined) => `${quantities.requests(count)} waiting${where(project)}`,
  narrowDown: (command: Inline): Line => line('There are more; narrow it down with ', command),
  byDeadline: 'By deadline',

  history: (id: string) => `History of ${id}`,
  events,
  earlier: (earlier: number) => `The ${events(earlier)} before these are on record.`,
  event: (event: {
    readonly seq: number;
    readonly at: Instant;
    readonly what: string;
    readonly detail: Line;
    readonly who: string;
  }): Line => line(`${event.seq}. `, at(event.at), ' ', text(event.what, 'bold'), ...event.detail, ` (${event.who})`),
  /** Before whoever asked for the egress. */
  from: ' from ',
  personIn: (person: string, platform: string) => `${person} in ${platform}`,
  atStage: (stage: string) => ` for ${stage}`,
  approved: ({ stage, right, said }: SaidDecision) => `${right} for ${stage}${quoted(said)}`,
  rejected: ({ stage, right, said, category }: SaidDecision & { readonly category: string }) =>
    `${right} for ${stage}. ${category}${quoted(said)}`,
  linkGiven: (link: { readonly number: number; readonly of: number; readonly to: string }) =>
    ` ${ofTotal(link.number, link.of)} to ${link.to}`,
  linkOpened: (link: {
    readonly number: number;
    readonly of: number;
    readonly to: string;
    readonly press: number;
    readonly presses: number;
  }) => ` with link ${ofTotal(link.number, link.of)} (press ${ofTotal(link.press, link.presses)}), which was given to ${link.to}`,
  linkGivenAgain: (link: { readonly number: number; readonly of: number; readonly to: string }) =>
    `, ${ofTotal(link.number, link.of)}, to ${link.to}`,
  because: quoted,
  question: (question: number, said: string | undefined) => ` (question ${number(question)})${quoted(said)}`,
  clockRunsOn: (question: number) => ` (question ${number(question)}); the clock runs on`,
  timeOver: ', because its time was over',
  escalatedTo: (role: string) => `, to ${role}`,
  atStep: (step: string, error: string) => `: ${names.step(step)}. For the operator: ${error}`,

  holds: (id: string, of: number) => `${requests.title(id)}: all ${events(of)} hold`,
  sealed: 'Each event seals the one before it, and together they make the stored state.',
  lastSeal: (hash: string): Line => line('Last seal: ', text(hash, 'code')),
  broken: (id: string) => `${requests.title(id)}: the record is broken`,
  fault: {
    number: 'it does not have the number that is its turn',
    link: 'it does not point to the event before it',
    seal: 'it is not what was sealed',
    state: 'the stored state is not what the events make',
    order: 'the events do not follow one another',
  } satisfies Record<FaultKind, string>,
  faultAt: (seq: number, fault: string) => `At event ${number(seq)}: ${fault}.`,
  decideNothing: 'Somebody or something changed the record outside this program: tell the admins, and decide nothing on it.',
};
