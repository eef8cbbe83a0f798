/** Who and what the benchmarks' pretend Slack workspace holds. */
import type { SlackSeed } from '../src/sandbox/slack/state.ts';

export const team = 'T01BENCH';

/** This many people hold the first stage's role. */
export const reviewers: readonly { readonly id: string; readonly handle: string; readonly email: string }[] = Array.from(
  { length: 50 },
  (_, index) => ({ id: `U2${String(index).padStart(4, '0')}`, handle: `reviewer-${index}`, email: `reviewer-${index}@example.ac.uk` }),
);

/** Channels in which the first stage's card can hang. */
export const reviewChannels = ['C10REVIEW', 'C11REVIEW', 'C12REVIEW', 'C13REVIEW'] as const;

export const adminEmail = 'ada@example.ac.uk';
export const U = { ada: 'U01ADA', rosa: 'U02ROSA', tomasz: 'U03TOMASZ', mei: 'U04MEI' } as const;
export const C = { research: 'C20RESEARCH', desk: 'C30DESK', admins: 'C40ADMINS' } as const;

export const seed: SlackSeed = {
  team: { id: team, name: 'Example', domain: 'example' },
  bot: { userId: 'U00BOT', botId: 'B00BOT', appId: 'A00BOT', name: 'Sallyport', token: 'xoxb-bench' },
  signingSecret: 'a signing secret of the benchmarks',
  users: [
    { id: U.ada, handle: 'ada', name: 'Ada Mensah', email: adminEmail },
    { id: U.rosa, handle: 'rosa', name: 'Rosa Lindqvist', email: 'rosa@example.ac.uk' },
    { id: U.tomasz, handle: 'tomasz', name: 'Tomasz Nowak', email: 'tomasz@example.ac.uk' },
    { id: U.mei, handle: 'mei', name: 'Mei Chen', email: 'mei@example.ac.uk' },
    ...reviewers.map(({ id, handle, email }) => ({ id, handle, name: handle, email })),
  ],
  channels: [
    ...reviewChannels.map((id, index) => ({ id, name: `review-${index}` })),
    { id: C.research, name: 'research-it' },
    { id: C.desk, name: 'egress-desk' },
    { id: C.admins, name: 'admins' },
  ],
};
