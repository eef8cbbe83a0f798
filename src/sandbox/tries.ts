/** The checklist of what to try. Each line ticks itself from what the program recorded, so that it survives a restart. */
import type { RefusedAttempt } from '../workflow/ports.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { resubmissionIn } from '../workflow/resubmission.ts';
import type { TryView } from './view.ts';

export type Recorded = {
  readonly requests: readonly EgressRequest[];
  readonly refusals: readonly RefusedAttempt[];
  readonly downloads: number;
};

type Try = Omit<TryView, 'done'> & { readonly isDone: (recorded: Recorded) => boolean };

const decided = ({ requests }: Recorded, sought: { readonly verdict: 'approve' | 'reject'; readonly stage?: number }): boolean =>
  requests.some(({ decisions }) =>
    decisions.some(({ verdict, stage }) => verdict === sought.verdict && (sought.stage === undefined || stage === sought.stage)),
  );
const refusedWith = ({ refusals }: Recorded, kinds: readonly string[]): boolean => refusals.some(({ refusal }) => kinds.includes(refusal));

const tries: readonly Try[] = [
  {
    id: 'submit',
    label: 'Submit an egress request',
    hint: 'As the researcher, press “Aggregated results”.',
    persona: 'rosa',
    isDone: ({ requests }) => requests.length > 0,
  },
  {
    id: 'approve-ig',
    label: 'Approve it for Information Governance',
    hint: 'Its card is in #ig-review. Press Approve, and submit the dialog.',
    persona: 'ines',
    isDone: (recorded) => decided(recorded, { verdict: 'approve', stage: 0 }),
  },
  {
    id: 'approve-it',
    label: 'Approve it for Research IT',
    hint: 'The second card appeared in #research-it.',
    persona: 'tomasz',
    isDone: (recorded) => decided(recorded, { verdict: 'approve', stage: 1 }),
  },
  {
    id: 'download',
    label: 'Download the zip',
    hint: 'Sallyport wrote to the egress manager privately, with a link.',
    persona: 'mei',
    isDone: ({ downloads }) => downloads > 0,
  },
  {
    id: 'teams',
    label: 'Decide in Teams',
    hint: 'Every card hangs in Slack and in Teams. There, press Show my actions first.',
    persona: 'gareth',
    isDone: ({ requests }) => requests.some(({ decisions }) => decisions.some(({ identity }) => identity.platform === 'teams')),
  },
  {
    id: 'wrong-person',
    label: 'Let a wrong person try',
    hint: 'Submit another request, then press Approve as somebody without the role.',
    persona: 'oliver',
    isDone: (recorded) => refusedWith(recorded, ['wrong-role']),
  },
  {
    id: 'guest',
    label: 'Let a Slack guest try',
    hint: 'Guests are refused whatever they were granted.',
    persona: 'gita',
    isDone: (recorded) => refusedWith(recorded, ['untrusted-account']),
  },
  {
    id: 'reject',
    label: 'Reject a request',
    hint: 'It needs a category and a reason; the researcher hears both.',
    persona: 'ines',
    isDone: (recorded) => decided(recorded, { verdict: 'reject' }),
  },
  {
    id: 'submit-again',
    label: 'Submit it again after the rejection',
    hint: 'As the researcher, press the same sample once more: the new card says what was rejected and what changed since.',
    persona: 'rosa',
    isDone: ({ requests }) => requests.some((request) => resubmissionIn(request)?.ending.kind === 'rejected'),
  },
  {
    id: 'late',
    label: 'Decide what is already decided',
    hint: 'Open the Approve dialog as one IG lead, decide as the other, then submit the first dialog.',
    persona: 'gareth',
    isDone: (recorded) => refusedWith(recorded, ['already-decided', 'already-recorded', 'stale']),
  },
  {
    id: 'links',
    label: 'Use up the links',
    hint: 'Type /egress link with the request’s id until there is none left.',
    persona: 'mei',
    isDone: (recorded) => refusedWith(recorded, ['links-used']),
  },
  {
    id: 'ask',
    label: 'Ask the researcher a question',
    hint: 'Press Ask on a card; Rosa answers in her private messages, and the deadline stands still until then.',
    persona: 'ines',
    isDone: ({ requests }) => requests.some(({ events }) => events.some(({ fact }) => fact.kind === 'answered')),
  },
  {
    id: 'failure',
    label: 'Handle a failure',
    hint: 'Submit “A file that is gone”. Ada is told privately, and can try again or give up.',
    persona: 'ada',
    isDone: ({ requests }) => requests.some(({ events }) => events.some(({ fact }) => fact.kind === 'retried' || fact.kind === 'aborted')),
  },
];

/** The checklist with its ticks. */
export const triesOf = (recorded: Recorded): readonly TryView[] =>
  tries.map(({ isDone, ...shown }) => ({ ...shown, done: isDone(recorded) }));
