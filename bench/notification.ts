/** Notification to card, and decision to repainted cards and a resumed workflow. */
import type { RequestId } from '../src/workflow/request.ts';
import { quantile, showMs, spread } from './measure.ts';
import { C, reviewChannels, reviewers } from './people.ts';
import type { BenchProgram } from './program.ts';
import { benchProgram, shown } from './program.ts';
import type { Bench, Table } from './table.ts';

/** What the program did for one request, each at its time on the clock of `performance.now`. */
type Marks = { inReview?: number; resumed?: number; asksNext?: number };

/** Notes when the ports are called that tell how far a request is. */
const marksOf = ({ installation: { adapters } }: BenchProgram): Map<RequestId, Marks> => {
  const marks = new Map<RequestId, Marks>();
  const mark = (id: RequestId, changed: Marks): void => void marks.set(id, { ...marks.get(id), ...changed });
  const { requests, tokens } = adapters;
  const { update } = requests;
  const { save, forget } = tokens;
  Object.assign(requests, {
    update: async (request: Parameters<typeof update>[0]) => {
      const written = await update(request);
      if (request.events.at(-1)?.fact.kind === 'staged') mark(request.id, { inReview: performance.now() });
      return written;
    },
  });
  Object.assign(tokens, {
    save: async (wait: Parameters<typeof save>[0]) => {
      await save(wait);
      if (wait.stage > 0) mark(wait.id, { asksNext: performance.now() });
    },
    // The token is forgotten once the engine has taken it.
    forget: async (...of: Parameters<typeof forget>) => {
      mark(of[0], { resumed: performance.now() });
      await forget(...of);
    },
  });
  return marks;
};

const medianOf = (samples: readonly number[]): string => showMs(quantile(samples, 0.5));

const arrivals = async (files: number, runs: number): Promise<readonly string[]> => {
  const program = await benchProgram();
  try {
    const marks = marksOf(program);
    const taken: number[] = [];
    const inReview: number[] = [];
    const posted: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { id, submit } = await program.prepare(files);
      const start = performance.now();
      const card = shown(program.slack, () => program.card(id, reviewChannels[0])).then(() => performance.now());
      await submit();
      taken.push(performance.now() - start);
      posted.push((await card) - start);
      inReview.push((marks.get(id)?.inReview ?? Number.NaN) - start);
      await program.settle();
    }
    return [String(files), String(runs), medianOf(taken), medianOf(inReview), ...spread(posted), medianOf(posted.map((ms) => ms / files))];
  } finally {
    await program.close();
  }
};

/** Approves at the first stage and waits until all copies of the card show it. */
const decided = async (
  program: BenchProgram,
  { id, by, copies }: { readonly id: RequestId; readonly by: string; readonly copies: number },
) => {
  const { slack } = program;
  const channels = reviewChannels.slice(0, copies);
  const ts = program.card(id, channels[0] ?? '')?.ts ?? '';
  await slack.press(by, { channel: channels[0] ?? '', ts, actionId: 'egress:approve' });
  const form = await shown(slack, () => slack.modal(by));
  const painted = (count: number) =>
    shown(slack, () => (channels.filter((channel) => program.card(id, channel)?.edited).length >= count ? true : undefined)).then(() =>
      performance.now(),
    );
  const first = painted(1);
  const all = painted(copies);
  const next = shown(slack, () => program.card(id, C.research)).then(() => performance.now());
  const before = program.tallies.length;
  await slack.submit(by, {});
  await shown(slack, () => (slack.modal(by) === form ? undefined : true));
  const times = { first: await first, all: await all, next: await next, acknowledged: program.tallies[before]?.acknowledged ?? Number.NaN };
  slack.closeDialog(by);
  await program.settle();
  return times;
};

const followUps = async (latency: number, copies: number, runs: number): Promise<readonly string[]> => {
  const program = await benchProgram({ copies });
  try {
    const marks = marksOf(program);
    const ids: RequestId[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { id, submit } = await program.prepare(1);
      await submit();
      await program.settle();
      ids.push(id);
    }
    if (latency > 0) program.slow(latency);
    const samples: Record<'resumed' | 'asksNext' | 'first' | 'all' | 'next', number>[] = [];
    for (const [index, id] of ids.entries()) {
      const { acknowledged, first, all, next } = await decided(program, { id, by: reviewers[index % reviewers.length]?.id ?? '', copies });
      const { resumed = Number.NaN, asksNext = Number.NaN } = marks.get(id) ?? {};
      const since = (at: number): number => at - acknowledged;
      samples.push({ resumed: since(resumed), asksNext: since(asksNext), first: since(first), all: since(all), next: since(next) });
    }
    const median = (of: keyof (typeof samples)[number]): string => medianOf(samples.map((sample) => sample[of]));
    return [
      String(copies),
      String(latency),
      String(runs),
      median('resumed'),
      median('asksNext'),
      median('first'),
      median('all'),
      median('next'),
    ];
  } finally {
    await program.close();
  }
};

const run = async (): Promise<readonly Table[]> => [
  {
    title: 'Notification to card (milliseconds)',
    columns: ['files', 'runs', 'taken', 'in review', 'card posted p50', 'p99', 'per file'],
    rows: [await arrivals(1, 20), await arrivals(100, 10), await arrivals(1000, 3)],
    notes: ['Medians; files of 500 to 600 bytes, copied and hashed on a real disk; Slack without latency.'],
  },
  {
    title: 'Decision to what follows from it (milliseconds after the acknowledgement, medians)',
    columns: ['copies', 'Web API latency', 'runs', 'token taken', 'next stage asked', 'first copy repainted', 'all copies', 'next card'],
    rows: [await followUps(0, 1, 20), await followUps(0, 4, 20), await followUps(50, 1, 10), await followUps(50, 4, 10)],
    notes: ['The pause between two messages in one channel is off: these requests follow each other faster than people decide.'],
  },
];

export const notification: Bench = { about: 'notification to card; decision to repainted cards and resumed workflow', run };
