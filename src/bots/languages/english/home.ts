import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { ofTotal, bytes, list } = quantities;

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

type Where = { readonly id: string; readonly project: string; readonly since: Instant };

/** Home: what one person has to do here, and what they need for it. */
export const home = {
  summary: 'What waits for you in Sallyport, and what you can do there',
  title: 'Home',
  admin: 'Admin',
  who: (name: string, email: string): Line => line(text(name, 'bold'), ` (${email})`),
  holds: (roles: readonly string[]) => `: ${list(roles)}`,
  allRoles: line('All your roles: ', commandLine('whoami')),
  noRole: line(
    'You hold no role here. To review or to fetch releases, ask an admin for one; they type ',
    commandLine('grant @you ROLE'),
    '.',
  ),
  everything: line('Everything that can be asked: ', commandLine('help')),
  overdue: '⌛ Overdue',
  escalated: '📣 Escalated',
  dueSoon: '⏰ Due within a day',
  asked: '❓ Waits for the requester’s answer',
  yourAnswer: '❓ Waits for your answer',
  waiting: '🔎 Waiting',
  answers: 'Waiting for your answer',
  asks: ({ id, project, since }: Where, asker: string, said: string): Line =>
    line(text(id, 'code'), ` ${project}: `, text(asker, 'bold'), ' asked, ', ...at(since), `: “${said}”`),
  answerTyped: (id: string): Line => line('To answer: ', commandLine(`answer ${id} your answer`)),
  atStage: (stage: string, index: number, stages: number) => `; ${stage}, stage ${ofTotal(index, stages)}`,
  since: (when: Instant): Line => line(', since ', ...at(when)),
  youAreReviewing: ', you are reviewing',
  isReviewing: (who: string): Line => line(', ', text(who, 'bold'), ' is reviewing'),
  /** `latest` while a clock that stands still may move it forward. */
  deadline: (when: Instant, latest: boolean): Line => line(latest ? ', deadline at the latest ' : ', deadline ', ...at(when)),
  waitsFor: (stage: string) => `, waits for ${stage}`,
  open: '📄 Open',
  queue: 'Waiting for your decision',
  nothingWaits: '✨ Nothing waits for you.',
  mayBeMore: line('There may be more: ', commandLine('pending')),
  releases: 'Releases to fetch',
  noRelease: 'No release waits to be fetched.',
  released: '✅ Released',
  release: ({ id, project, since }: Where, size: number | undefined): Line =>
    line(' ', text(id, 'code'), ` ${project}${size === undefined ? '' : `, ${bytes(size)}`}, since `, ...at(since), '; '),
  linksLeft: (left: number, most: number) => `${ofTotal(left, most)} links left`,
  moreReleases: line('There may be more. Any release’s link: ', commandLine('link ID')),
  yours: 'Your requests',
  newest: 'The newest',
  aboutYours: line('Where one stands: ', commandLine('status ID')),
  takeBack: line('. To take one back: ', commandLine('withdraw ID')),
  stuck: 'Stuck',
  nothingStuck: '✨ Nothing is stuck.',
  failed: '⚠️ Failed',
  failedAt: ({ id, project, since }: Where, step: string): Line =>
    line(' ', text(id, 'code'), ` ${project} (${names.step(step)}), since `, ...at(since)),
  giveUpTyped: 'To give another one up: ',
  nobodyCanDecide: '🚫 Nobody can decide. ',
  somebodyWhoCan: 'Somebody who can decide: ',
  notAllLooked: line('Not everything that waits was looked at. All of it: ', commandLine('pending')),
  channels: 'Channels',
  noChannel: 'No channel is mapped yet. Begin with ',
  whichChannel: 'Which channel shows what',
  roles: 'Roles',
  nobodyHolds: 'Nobody holds a role yet. Begin with ',
  whoHolds: 'Who holds what',
  all: (words: string): Line => line('All of them: ', commandLine(words)),
};
