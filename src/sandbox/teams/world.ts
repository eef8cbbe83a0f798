/** The live state of the pretend Teams: what its parts share and change. */
import type { Clock } from '../../workflow/ports.ts';
import type { TeamsCard, TeamsMessage, TeamsSeed, TeamsState, TeamsUser } from './state.ts';
import { conversationParts, personalConversationId, userPrincipalName } from './state.ts';

/** One call of the connector, as it was answered. */
export type TeamsCall = {
  readonly method: string;
  /** The path below the service URL, decoded. */
  readonly path: string;
  readonly status: number;
  readonly body?: unknown;
};

/** What happens to the next calls of the connector instead of their being answered. */
export type TeamsFault = {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly code?: string;
  readonly times: number;
  /** Only calls with this HTTP method. */
  readonly method?: string;
  /** The call takes effect, but the connection breaks before its answer. */
  readonly losesAnswer?: boolean;
};

/** A tenant as its seed has it, with what was kept of an earlier run. */
export const teamsWorld = (seed: TeamsSeed, { clock, state }: { readonly clock: Clock; readonly state?: TeamsState | undefined }) => {
  let lastId = state?.lastId ?? 0;
  const messages: TeamsMessage[] = [...(state?.messages ?? [])];
  const installed = new Set(state?.installed ?? seed.users.filter((user) => user.installed).map(({ objectId }) => objectId));
  const changes = new Map<string, Partial<TeamsUser>>();
  const listeners = new Set<() => void>();
  const calls: TeamsCall[] = [];
  const faults: { readonly fault: TeamsFault; left: number }[] = [];
  const problems: string[] = [];
  const groups = new Map(seed.groups?.map(({ id, members }) => [id, members]));
  const graphFaults: { readonly status: number; left: number }[] = [];

  const users = (): readonly TeamsUser[] => seed.users.map((user) => ({ ...user, ...changes.get(user.objectId) }));
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const nextId = (): string => {
    lastId = Math.max(Date.parse(clock()), lastId + 1);
    return String(lastId);
  };
  const indexOf = (conversation: string, id: string): number => {
    const { base } = conversationParts(conversation);
    return messages.findIndex((message) => message.conversation === base && message.id === id);
  };
  const replace = (old: TeamsMessage, next: TeamsMessage): void => {
    const index = messages.indexOf(old);
    if (index === -1) return;
    messages[index] = next;
    changed();
  };

  return {
    seed,
    clock,
    calls,
    faults,
    problems,
    groups,
    graphFaults,
    installed,
    users,
    user: (objectId: string): TeamsUser | undefined => users().find((user) => user.objectId === objectId),
    /** By member id, object id or user principal name, as the connector finds members. */
    member: (id: string): TeamsUser | undefined =>
      users().find((user) => [user.memberId, user.objectId, userPrincipalName(seed, user)].includes(id)),
    changeUser: (objectId: string, change: Partial<TeamsUser>): void => {
      changes.set(objectId, { ...changes.get(objectId), ...change });
    },
    /** Whose 1:1 conversation this is. */
    personalUser: (conversation: string): TeamsUser | undefined =>
      users().find(({ objectId }) => personalConversationId(seed, objectId) === conversation),
    nextId,
    find: (conversation: string, id: string): TeamsMessage | undefined => messages[indexOf(conversation, id)],
    list: (): readonly TeamsMessage[] => messages,
    add: (message: Omit<TeamsMessage, 'id' | 'edited' | 'views'>): TeamsMessage => {
      const added = { ...message, id: nextId(), edited: false, views: {} };
      messages.push(added);
      changed();
      return added;
    },
    /** Changes what everybody sees; whoever had a view of their own sees the shared message again. */
    update: (message: TeamsMessage, { text, card }: { readonly text: string; readonly card?: TeamsCard | undefined }): void => {
      const { card: _, ...rest } = message;
      replace(message, { ...rest, text, ...(card === undefined ? {} : { card }), edited: true, views: {} });
    },
    /** Changes what one user sees until the next update; an update made before the answer came does not count. */
    show: (message: TeamsMessage, { objectId, card }: { readonly objectId: string; readonly card: TeamsCard }): void => {
      const now = messages[indexOf(message.conversation, message.id)];
      if (now !== undefined) replace(now, { ...now, views: { ...now.views, [objectId]: card } });
    },
    remove: (message: TeamsMessage): void => {
      const index = messages.findIndex(({ conversation, id }) => conversation === message.conversation && id === message.id);
      if (index === -1) return;
      messages.splice(index, 1);
      changed();
    },
    install: (objectId: string): void => {
      installed.add(objectId);
      changed();
    },
    uninstall: (objectId: string): void => {
      installed.delete(objectId);
      changed();
    },
    listen: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: (): TeamsState => ({ version: 1, lastId, installed: [...installed], messages: structuredClone(messages) }),
  };
};
export type TeamsWorld = ReturnType<typeof teamsWorld>;
