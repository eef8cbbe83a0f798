import { expect, test } from 'vitest';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, aProgram, C, U } from '../an-installation.ts';
import { approveFirst, approveSecond, cardOf, press, say, wordsOf } from '../people.ts';

const hour = 3600;
const day = 24 * hour;

/** Every hour counts: reminders after 8 and 24 hours, escalation after 32, deadline after 40. */
const roundTheClock = (rules: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  aPolicyText((policy) => {
    delete Object(policy['organisation'])['workingHours'];
    Object.assign(Object(policy['defaults']), rules);
  });

const after = async (program: Program, seconds: number): Promise<void> => {
  program.wait(seconds);
  await program.installation.lookAtTheTime();
  await program.settle();
};
const kinds = ({ events }: EgressRequest): readonly string[] => events.map(({ fact }) => fact.kind);
const told = ({ slack }: Program, who: keyof typeof U): string => wordsOf(slack.directMessages(U[who] ?? ''));

const waiting = async (): Promise<{ readonly program: Program; readonly id: RequestId }> => {
  const program = await aProgram({ policy: await roundTheClock() });
  const id = await program.submit();
  await program.settle();
  return { program, id };
};

test('I17: those who can decide are reminded twice, then another role is told, then the request expires', async () => {
  const { program, id } = await waiting();
  await after(program, 8 * hour - 60);
  expect(kinds(await program.read(id))).not.toContain('reminded');
  await after(program, 120);
  for (const who of ['ines', 'gareth'] as const) expect(told(program, who)).toContain('still waits for Information Governance');
  for (const who of ['tomasz', 'rosa', 'mei'] as const) expect(told(program, who)).not.toContain('still waits');
  await after(program, 16 * hour);
  expect(kinds(await program.read(id)).filter((kind) => kind === 'reminded')).toHaveLength(2);
  expect(told(program, 'tomasz')).toBe('');
  await after(program, 8 * hour);
  expect(told(program, 'tomasz')).toContain('Nobody of Information Governance has decided');
  expect(wordsOf(cardOf(program, C.ig, id).blocks)).toContain('Escalated');
  const request = await program.read(id);
  expect(request.status.kind).toBe('in-review');
  expect(kinds(request).slice(-3)).toEqual(['reminded', 'reminded', 'escalated']);
  await after(program, 8 * hour);
  await after(program, day);
  const ended = await program.read(id);
  expect(kinds(ended).slice(-2)).toEqual(['escalated', 'expired']);
  expect(findRecordFault(ended)).toBeUndefined();
}, 30_000);

test('who says that they are reviewing is no longer shown after four working hours', async () => {
  const { program, id } = await waiting();
  const shown = (): string => wordsOf(cardOf(program, C.ig, id).blocks);
  await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'claim' });
  await program.settle();
  expect(shown()).toMatch(/Reviewing now.*Inés Okafor.*until/);
  await after(program, 4 * hour - 60);
  expect(shown()).toContain('Reviewing now');
  await after(program, 120);
  expect(shown()).not.toContain('Reviewing now');
  expect((await program.read(id)).events.at(-1)?.fact).toEqual({ kind: 'claim-ended', stage: 0, because: 'time' });
});

test('I5: the role that is told of a late review gets no right to decide on it', async () => {
  const { program, id } = await waiting();
  await after(program, 33 * hour);
  expect(kinds(await program.read(id))).toContain('escalated');
  expect(await press(program, U.tomasz, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'approve' })).toContain(
    'Only people who hold the role',
  );
});

test('reminders that were missed while the program was down are one reminder', async () => {
  const { program, id } = await waiting();
  await after(program, 25 * hour);
  expect(kinds(await program.read(id)).filter((kind) => kind === 'reminded')).toHaveLength(1);
  await after(program, hour);
  expect(kinds(await program.read(id)).filter((kind) => kind === 'reminded')).toHaveLength(1);
});

test('a decision ends the reminders of its stage, and the next stage has its own', async () => {
  const program = await aProgram({ policy: await roundTheClock() });
  const id = await program.submit();
  await program.settle();
  await after(program, 7 * hour);
  await approveFirst(program, id);
  await program.settle();
  await after(program, 20 * hour);
  const request = await program.read(id);
  expect(kinds(request)).not.toContain('reminded');
  expect(request.status).toMatchObject({ kind: 'in-review', stage: 1 });
});

/** Ines asks after four hours. */
const asked = async (): Promise<{ readonly program: Program; readonly id: RequestId }> => {
  const { program, id } = await waiting();
  await after(program, 4 * hour);
  expect(await say(program, U.ines, `ask ${id} Which wards?`)).toContain('Question sent');
  await program.settle();
  return { program, id };
};

test('I16: a question stops the clock: nobody is reminded, and the deadline that the workflow knew passes without ending anything', async () => {
  const { program, id } = await asked();
  expect(wordsOf(cardOf(program, C.ig, id).blocks)).toContain('stands still until the answer');
  await after(program, 30 * hour);
  expect(told(program, 'ines')).not.toContain('still waits');
  expect(await say(program, U.rosa, `answer ${id} Seven.`)).toContain('Answer recorded');
  await program.settle();
  await after(program, 35 * hour);
  expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  expect(told(program, 'ines')).toContain('still waits');
  await approveFirst(program, id);
  await program.settle();
  await approveSecond(program, id);
  await program.settle();
  const request = await program.read(id);
  expect(request.status.kind).toBe('released');
  expect(findRecordFault(request)).toBeUndefined();
}, 30_000);

test('a moved deadline expires the request as any other: not before it, at once then, and the store is free again', async () => {
  const { program, id } = await asked();
  await after(program, 6 * hour);
  await say(program, U.rosa, `answer ${id} Seven.`);
  await program.settle();
  await after(program, 36 * hour - 120);
  expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  await after(program, 240);
  expect((await program.read(id)).status).toEqual({ kind: 'expired', stage: 0 });
  expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
}, 30_000);

test('I17: when nobody answers in time, those who can decide are told, once, and the clock runs on', async () => {
  const { program, id } = await asked();
  await after(program, 40 * hour + 60);
  for (const who of ['ines', 'gareth'] as const) expect(told(program, who)).toContain('was not answered in time');
  expect(told(program, 'tomasz')).not.toContain('was not answered in time');
  await after(program, 35 * hour);
  expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  await after(program, 2 * hour);
  const request = await program.read(id);
  expect(request.status).toEqual({ kind: 'expired', stage: 0 });
  expect(kinds(request).filter((kind) => kind === 'pause-ended')).toHaveLength(1);
  expect(findRecordFault(request)).toBeUndefined();
}, 30_000);

const releasedWith = async (rules: Readonly<Record<string, unknown>>): Promise<{ readonly program: Program; readonly id: RequestId }> => {
  const program = await aProgram({ policy: await roundTheClock(rules) });
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  await approveSecond(program, id);
  await program.settle();
  return { program, id };
};

test('a release is closed when its retention is over, and its zip stays unless the policy says otherwise', async () => {
  const { program, id } = await releasedWith({ releaseRetentionDays: 2 });
  await after(program, 2 * day - 60);
  expect((await program.read(id)).status.kind).toBe('released');
  await after(program, 120);
  const request = await program.read(id);
  expect(request.status).toEqual({ kind: 'closed', reason: 'retention' });
  if (!request.release) throw new Error('nothing was released');
  expect(await program.installation.lake.size(request.release.location)).toBe(request.release.size);
});

test('a zip is deleted after its retention when the policy says so, with a receipt, also when its links were used up long before', async () => {
  const { program, id } = await releasedWith({ releaseRetentionDays: 2, deleteAfterRetention: true, maxLinks: 1 });
  const closed = await program.read(id);
  expect(closed.status).toEqual({ kind: 'closed', reason: 'links-used' });
  if (!closed.release) throw new Error('nothing was released');
  await after(program, day);
  expect(await program.installation.lake.size(closed.release.location)).toBe(closed.release.size);
  await after(program, day + 60);
  await after(program, day);
  const request = await program.read(id);
  expect(request.events.slice(-1).map(({ fact }) => fact)).toEqual([
    { kind: 'zip-removed', sha256: closed.release.sha256, because: 'retention' },
  ]);
  expect(await program.installation.lake.size(closed.release.location)).toBeUndefined();
  expect(findRecordFault(request)).toBeUndefined();
});
