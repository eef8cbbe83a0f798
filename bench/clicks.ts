/** Click to answer: what a reviewer waits for, and what each click costs the store. */
import type { RequestId } from '../src/workflow/request.ts';
import { quantile, showMs, spread, timed } from './measure.ts';
import { C, reviewChannels, reviewers, U } from './people.ts';
import type { BenchProgram } from './program.ts';
import { benchProgram, shown } from './program.ts';
import type { Bench, Table } from './table.ts';
import type { Tally } from './tally.ts';

const [channel] = reviewChannels;
const clicksAt = { 0: 100, 50: 40 } as const;

/** Milliseconds until Slack has its answer, until the person sees theirs, and what the program did for it. */
type Click = { readonly acknowledged: number; readonly answered: number; readonly tally: Tally };

const click = async (program: BenchProgram, act: () => Promise<unknown>, answer: () => object | undefined): Promise<Click> => {
  const { tallies } = program;
  const before = tallies.length;
  const start = performance.now();
  const seen = shown(program.slack, answer).then(() => performance.now() - start);
  await act();
  const answered = await seen;
  await program.settle();
  const tally = tallies[before];
  if (tally?.acknowledged === undefined) throw new Error('the click did not reach the program');
  return { acknowledged: tally.acknowledged - start, answered, tally };
};

const inReview = async (program: BenchProgram): Promise<RequestId> => {
  const { id, submit } = await program.prepare(1);
  await submit();
  await program.settle();
  return id;
};

/** Finds the card's button; the returned function presses it. */
const approveButton = (program: BenchProgram, id: RequestId): ((by: string) => Promise<unknown>) => {
  const ts = program.card(id, channel)?.ts;
  if (ts === undefined) throw new Error(`no card of ${id}`);
  return (by) => program.slack.press(by, { channel, ts, actionId: 'egress:approve' });
};

type Clicks = { readonly pressed: readonly Click[]; readonly submitted: readonly Click[]; readonly typed: readonly Click[] };

/** The decisions of as many requests, each by somebody else's press and dialog, and a question about each. */
const clickThrough = async (program: BenchProgram, ids: readonly RequestId[]): Promise<Clicks> => {
  const { slack } = program;
  const pressed: Click[] = [];
  const submitted: Click[] = [];
  const typed: Click[] = [];
  for (const [index, id] of ids.entries()) {
    const by = reviewers[index % reviewers.length]?.id ?? '';
    const press = approveButton(program, id);
    pressed.push(
      await click(
        program,
        () => press(by),
        () => slack.modal(by),
      ),
    );
    const form = slack.modal(by);
    const submit = async () => {
      const outcome = await slack.submit(by, {});
      if (outcome.kind !== 'updated') throw new Error(`the dialog was answered with ${outcome.kind}`);
    };
    submitted.push(await click(program, submit, () => (slack.modal(by) === form ? undefined : {})));
    slack.closeDialog(by);
    const told = slack.ephemerals(U.ada).length;
    const ask = () => slack.slash(U.ada, { channel: C.admins, text: `status ${id.slice(0, 8)}` });
    typed.push(await click(program, ask, () => slack.ephemerals(U.ada)[told]));
  }
  return { pressed, submitted, typed };
};

const row = (name: string, latency: number, samples: readonly Click[]): readonly string[] => [
  name,
  String(latency),
  ...spread(samples.map(({ acknowledged }) => acknowledged)),
  ...spread(samples.map(({ answered }) => answered)),
];

const most = (samples: readonly Click[], of: (tally: Tally) => readonly string[]): string => {
  const lists = samples.map(({ tally }) => of(tally));
  const longest = lists.reduce((one, other) => (other.length > one.length ? other : one), []);
  return longest.length === 0 ? '0' : `${longest.length}: ${longest.join(', ')}`;
};

const costs = (name: string, samples: readonly Click[], target: string): readonly string[] => [
  name,
  most(samples, ({ reads }) => reads),
  most(samples, ({ writes }) => writes),
  most(samples, ({ callsBefore }) => callsBefore),
  most(samples, ({ callsAfter }) => callsAfter),
  target,
];

/** Everybody who holds the role presses Approve on one card at the same moment, and then everybody submits. */
const rush = async (program: BenchProgram): Promise<readonly string[]> => {
  const { slack, installation, tallies } = program;
  const id = await inReview(program);
  const press = approveButton(program, id);
  const opened = await timed(async () => {
    await Promise.all(reviewers.map(({ id: by }) => press(by)));
    await shown(slack, () => (reviewers.every(({ id: by }) => slack.modal(by)) ? true : undefined));
  });
  const before = tallies.length;
  const answered = await timed(() => Promise.all(reviewers.map(({ id: by }) => slack.submit(by, {}))));
  await program.settle();
  for (const { id: by } of reviewers) slack.closeDialog(by);
  const request = await installation.adapters.requests.read(id);
  const costly = tallies.slice(before);
  return [
    String(reviewers.length),
    showMs(opened.ms),
    showMs(answered.ms),
    String(answered.value.filter(({ kind }) => kind === 'updated').length),
    String(request?.decisions.length),
    String(Math.max(...costly.map(({ reads }) => reads.length))),
    String(
      quantile(
        costly.map(({ reads }) => reads.length),
        0.5,
      ),
    ),
    String(costly.reduce((sum, { writes }) => sum + writes.filter((name) => name === 'request').length, 0)),
  ];
};

const measure = async (latency: keyof typeof clicksAt): Promise<Clicks & { readonly rushed: readonly string[] }> => {
  const program = await benchProgram();
  try {
    const ids: RequestId[] = [];
    for (let index = 0; index < clicksAt[latency]; index += 1) ids.push(await inReview(program));
    const rushed = await rush(program);
    if (latency > 0) program.slow(latency);
    // The first word of an account costs the reading and writing of its pin; it is not what a click costs.
    await program.slack.slash(U.ada, { channel: C.admins, text: 'whoami' });
    await shown(program.slack, () => program.slack.ephemerals(U.ada)[0]);
    return { ...(await clickThrough(program, ids)), rushed };
  } finally {
    await program.close();
  }
};

const run = async (): Promise<readonly Table[]> => {
  const fast = await measure(0);
  const slow = await measure(50);
  const names = { pressed: 'Approve pressed, dialog open', submitted: 'dialog submitted, decided', typed: '/egress status ID' } as const;
  return [
    {
      title: `Click to answer (milliseconds; ${clicksAt[0]} of each without latency, ${clicksAt[50]} with)`,
      columns: ['click', 'Web API latency', 'acknowledged p50', 'p99', 'answer seen p50', 'p99'],
      rows: [
        row(names.pressed, 0, fast.pressed),
        row(names.submitted, 0, fast.submitted),
        row(names.typed, 0, fast.typed),
        row(names.pressed, 50, slow.pressed),
        row(names.submitted, 50, slow.submitted),
        row(names.typed, 50, slow.typed),
      ],
      notes: ['The pretend Slack, its own emulator and the program share one process, so their time is in every number.'],
    },
    {
      title: 'What one click costs (the most that any of them did)',
      columns: ['click', 'reads', 'writes', 'Web API calls before the answer to Slack', 'after it', 'target'],
      rows: [
        costs(names.pressed, [...fast.pressed, ...slow.pressed], '2 reads'),
        costs(names.submitted, [...fast.submitted, ...slow.submitted], '2 reads, 1 write, 0 calls before'),
        costs(names.typed, [...fast.typed, ...slow.typed], '-'),
      ],
      notes: ['Counted in the conversation itself; what follows a write (workflow, cards, messages) is the change feed’s.'],
    },
    {
      title: 'Everybody clicks at once (milliseconds)',
      columns: [
        'people',
        'all dialogs open',
        'all answered',
        'answers',
        'decisions',
        'reads of one, most',
        'median',
        'request writes tried',
      ],
      rows: [fast.rushed, slow.rushed],
    },
  ];
};

export const clicks: Bench = { about: 'click to answer, and what it costs the store', run };
