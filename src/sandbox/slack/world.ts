/** The live state of a pretend Slack workspace: what its parts share and change. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../workflow/ports.ts';
import type { Blocks, SlackChannel, SlackMessage, SlackSeed, SlackState, SlackUser } from './state.ts';
import { emptyState, nextTs } from './state.ts';

/** An open dialog. */
export type SlackView = {
  readonly id: string;
  readonly user: string;
  readonly title: string;
  readonly submit?: string | undefined;
  readonly close?: string | undefined;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly blocks: Blocks;
  /** What Slack was told is wrong with the fields, by block. */
  readonly errors: Readonly<Record<string, string>>;
};

/** One call of the Web API, as it was answered; the token is left out. */
export type SlackCall = {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly at: number;
  readonly outcome: string;
};

/** What happens to the next calls of a method instead of (or before) their being answered. */
export type Fault = { readonly method: string; readonly times?: number } & (
  | { readonly kind: 'rate-limit'; readonly retryAfter: number }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'http'; readonly status: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The connection stays open and silent. */
  | { readonly kind: 'hang' }
  /** The call takes effect, but the connection breaks before its answer. */
  | { readonly kind: 'lose-answer' }
);

type Trigger = { readonly user: string; readonly at: number; used: boolean };
type ResponseUrl = { readonly user: string; readonly channel: string; readonly at: number; uses: number };

export type Upload = { readonly filename: string; readonly length: number; readonly alt: string; bytes?: Buffer };

/** A workspace as its seed has it, with what was kept of an earlier run. */
export const world = (
  seed: SlackSeed,
  { clock, state = emptyState() }: { readonly clock: Clock; readonly state?: SlackState | undefined },
) => {
  let lastTs = state.lastTs;
  const listeners = new Set<() => void>();
  const messages: SlackMessage[] = [...state.messages];
  const ephemerals: SlackMessage[] = [...state.ephemerals];
  const calls: SlackCall[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const now = () => Date.parse(clock());
  const changed = new Map<string, Partial<SlackUser>>();
  const userGroups = new Map(seed.userGroups?.map(({ id, users }) => [id, users]));
  const user = (id: string): SlackUser | undefined => {
    const seeded = seed.users.find((each) => each.id === id);
    return seeded && { ...seeded, ...changed.get(id) };
  };
  return {
    seed,
    now,
    messages,
    ephemerals,
    /** By user: Slack shows one dialog at a time. */
    views: new Map<string, SlackView>(),
    homes: new Map<string, Blocks>(),
    triggers: new Map<string, Trigger>(),
    responseUrls: new Map<string, ResponseUrl>(),
    /** By id: files that were announced, and their bytes once they came. */
    uploads: new Map<string, Upload>(),
    calls,
    faults,
    user,
    /** By address, as it is now. */
    userByEmail: (email: string): SlackUser | undefined =>
      seed.users.map(({ id }) => user(id)).find((each) => each?.email?.toLowerCase() === email),
    /** An administrator changes an account. */
    changeUser: (id: string, changes: Partial<SlackUser>): void => {
      changed.set(id, { ...changed.get(id), ...changes });
    },
    userGroups,
    channel: (id: string): SlackChannel | undefined => seed.channels.find((channel) => channel.id === id),
    ts: (): string => {
      lastTs = nextTs(lastTs, Math.floor(now() / 1000));
      return lastTs;
    },
    secret: (prefix: string): string => `${prefix}${randomBytes(12).toString('hex')}`,
    changed: (): void => {
      for (const listener of listeners) listener();
    },
    listen: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: (): SlackState => ({ version: 1, lastTs, messages: [...messages], ephemerals: [...ephemerals] }),
  };
};
export type World = ReturnType<typeof world>;
