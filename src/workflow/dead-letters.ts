/** Notifications that could not be taken (I15): kept as they came, replayed through the same intake, or discarded with a reason. */
import { nextEvent } from './audit.ts';
import { sha256 } from './canonical.ts';
import { BadInputError, ContentionError } from './errors.ts';
import type { Standing } from './permissions.ts';
import { checkAdmin, checkFresh } from './permissions.ts';
import type { Clock, DeadLetter, DeadLetterBody, DeadLetterFact, Records } from './ports.ts';
import type { Outcome } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { Actor, RequestId, Sha256 } from './request.ts';
import { actorOf, isTooShort } from './service.ts';

export type DeadLetters = {
  readonly letters: Records<DeadLetter>;
  /** The texts, apart from the letters, so that a list reads none of them. */
  readonly bodies: Records<DeadLetterBody>;
  readonly clock: Clock;
  readonly policyDigest: Sha256;
};

/** The intake that a letter is replayed through; throws `BadInputError` for one that is still malformed. */
export type Take = (message: string) => Promise<{ readonly id: RequestId; readonly taken: 'accepted' | 'known' }>;

const lettersPartition = 'letters';
const bodiesPartition = 'bodies';
/** UTF-16 units; in JSON each is at most six bytes, and a DynamoDB item holds 400 KB. A notification is one or two thousand. */
const longestBody = 32_768;
const longestProblem = 2000;
/** Each is an event of the one item. */
const mostTries = 50;
const attempts = 20;

/** What was kept to be replayed and was neither replayed nor discarded for so long is of no use to anybody, and holds an e-mail address. */
export const deadLetterDays = 90;

/** The same text is always the same letter, however often it comes; from elsewhere it is another, which keeps nobody from replaying it. */
const keyOf = (message: string, origin: DeadLetter['origin']): string =>
  sha256(origin === 'foreign' ? `foreign\n${message}` : message).slice(0, 16);

const problemOf = ({ message }: BadInputError): string => message.slice(0, longestProblem);

const find = async ({ letters }: DeadLetters, key: string): Promise<DeadLetter | undefined> =>
  (await letters.list({ partition: lettersPartition, prefix: key })).find((letter) => letter.key === key);

const bodyOf = async ({ bodies }: DeadLetters, key: string): Promise<DeadLetterBody | undefined> =>
  (await bodies.list({ partition: bodiesPartition, prefix: key })).find((body) => body.key === key);

const withFact = (
  { clock, policyDigest }: DeadLetters,
  change: { readonly key: string; readonly before?: DeadLetter; readonly actor: Actor; readonly fact: DeadLetterFact },
): Pick<DeadLetter, 'key' | 'version' | 'events'> => {
  const { key, before, actor, fact } = change;
  const events = before?.events ?? [];
  const event = nextEvent({ subject: key, events }, { at: clock(), actor, policyDigest, fact });
  return { key, version: event.seq, events: [...events, event] };
};

/**
 * Keeps what was refused, once. `origin` is `foreign` for what did not come from the configured topic: that is nobody's to replay. The text is
 * written first, so that no letter is ever shown whose text is not there.
 */
export const keepDeadLetter = async (
  ports: DeadLetters,
  refusedOne: { readonly message: string; readonly origin: DeadLetter['origin']; readonly error: BadInputError },
): Promise<DeadLetter> => {
  const { message, origin, error } = refusedOne;
  const key = keyOf(message, origin);
  const known = await find(ports, key);
  if (known) return known;
  const whole = message.length <= longestBody;
  await ports.bodies.write({ partition: bodiesPartition, key, version: 1, text: message.slice(0, longestBody) });
  const problem = problemOf(error);
  const letter: DeadLetter = {
    partition: lettersPartition,
    ...withFact(ports, { key, actor: { kind: 'system' }, fact: { kind: 'kept' } }),
    origin,
    whole,
    problem,
    keptAt: ports.clock(),
    state: { kind: 'waiting' },
  };
  // Stale: another receive of it was faster.
  await ports.letters.write(letter);
  return letter;
};

/** The text lives as long as its letter: where records pass, a letter that is written again has its text written again, and before it. */
const rewrite = async (ports: DeadLetters, letter: DeadLetter): Promise<'written' | 'stale'> => {
  const body = await bodyOf(ports, letter.key);
  if (body) await ports.bodies.write({ ...body, version: body.version + 1 });
  return ports.letters.write(letter);
};

/** Those that nobody replayed or discarded, newest first; for admins. */
export const waitingLetters = async (ports: DeadLetters, standing: Standing): Promise<Outcome<readonly DeadLetter[]>> => {
  const barred = checkAdmin(standing);
  if (barred) return refused(barred);
  const all = await ports.letters.list({ partition: lettersPartition });
  return done(all.filter(({ state }) => state.kind === 'waiting').toSorted((a, b) => (a.keptAt < b.keptAt ? 1 : -1)));
};

/** The one letter whose id begins so. */
const findTyped = async (ports: DeadLetters, typed: string): Promise<Outcome<DeadLetter>> => {
  const prefix = typed.trim().toLowerCase();
  if (!/^[0-9a-f]{4,16}$/.test(prefix)) return refused({ kind: 'unknown-letter', id: typed });
  const [only, ...more] = await ports.letters.list({ partition: lettersPartition, prefix });
  if (!only) return refused({ kind: 'unknown-letter', id: typed });
  return more.length === 0
    ? done(only)
    : refused({ kind: 'ambiguous-letter', id: typed, candidates: [only, ...more].map(({ key }) => key) });
};

/** Repeats a read-and-write until nobody else wrote in between. */
const persistently = async <T>(attempt: () => Promise<Outcome<T> | 'stale'>): Promise<Outcome<T>> => {
  for (let n = 0; n < attempts; n += 1) {
    const outcome = await attempt();
    if (outcome !== 'stale') return outcome;
  }
  throw new ContentionError('a dead letter kept changing');
};

const tryTaking = async (take: Take, text: string): Promise<Awaited<ReturnType<Take>> | BadInputError> => {
  try {
    return await take(text);
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
};

/** What became of a letter: `repeated` when it had been taken before, and nothing was done. */
export type Replayed = { readonly letter: DeadLetter; readonly repeated: boolean };

/**
 * Takes it through the intake once more. The request's id makes that idempotent, so a crash before the letter says so costs nothing. One that is
 * discarded may still be replayed: a lost request stops research.
 */
export const replayLetter = (ports: DeadLetters & { readonly take: Take }, standing: Standing, typed: string): Promise<Outcome<Replayed>> =>
  persistently(async () => {
    const barred = checkFresh(standing, ports.clock()) ?? checkAdmin(standing);
    if (barred) return refused(barred);
    const found = await findTyped(ports, typed);
    if (!found.ok) return found;
    const before = found.value;
    const { key } = before;
    if (before.state.kind === 'replayed') return done({ letter: before, repeated: true });
    if (before.origin === 'foreign') return refused({ kind: 'letter-unusable', id: key, why: 'foreign' });
    if (!before.whole) return refused({ kind: 'letter-unusable', id: key, why: 'cut' });
    if (before.events.filter(({ fact }) => fact.kind === 'tried').length >= mostTries)
      return refused({ kind: 'letter-unusable', id: key, why: 'tried-enough' });
    const body = await bodyOf(ports, key);
    if (!body) return refused({ kind: 'unknown-letter', id: typed });
    const taken = await tryTaking(ports.take, body.text);
    const actor = actorOf(standing);
    const letter: DeadLetter =
      taken instanceof BadInputError
        ? { ...before, ...withFact(ports, { key, before, actor, fact: { kind: 'tried' } }), problem: problemOf(taken) }
        : {
            ...before,
            ...withFact(ports, { key, before, actor, fact: { kind: 'replayed', request: taken.id, taken: taken.taken } }),
            state: { kind: 'replayed', request: taken.id },
          };
    return (await rewrite(ports, letter)) === 'written' ? done({ letter, repeated: false }) : 'stale';
  });

/** Notes that nobody needs it, and why; it stays on record. */
export const discardLetter = (
  ports: DeadLetters,
  standing: Standing,
  command: { readonly id: string; readonly reason: string },
): Promise<Outcome<Replayed>> =>
  persistently(async () => {
    const barred = checkFresh(standing, ports.clock()) ?? checkAdmin(standing);
    if (barred) return refused(barred);
    const found = await findTyped(ports, command.id);
    if (!found.ok) return found;
    const before = found.value;
    const { key, state } = before;
    if (state.kind === 'replayed') return refused({ kind: 'letter-taken', id: key, request: state.request });
    if (state.kind === 'discarded') return done({ letter: before, repeated: true });
    const reason = command.reason.trim();
    const short = isTooShort(reason);
    if (short) return short;
    const fact = { kind: 'discarded', reason } as const;
    const letter: DeadLetter = {
      ...before,
      ...withFact(ports, { key, before, actor: actorOf(standing), fact }),
      state: { kind: 'discarded', reason },
    };
    return (await rewrite(ports, letter)) === 'written' ? done({ letter, repeated: false }) : 'stale';
  });
