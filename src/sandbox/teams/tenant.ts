/** A pretend Teams tenant for tests and the sandbox: keys, tokens and a connector that keeps Teams' limits, and people who press and type. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../workflow/ports.ts';
import { teamsConnector } from './connector.ts';
import { teamsServer } from './connector-server.ts';
import { teamsInteractions } from './interactions.ts';
import { teamsKeys } from './keys.ts';
import type { TeamsCard, TeamsMessage, TeamsSeed, TeamsState } from './state.ts';
import { conversationParts, personalConversationId } from './state.ts';
import type { TeamsCall, TeamsFault } from './world.ts';
import { teamsWorld } from './world.ts';

export type TenantOptions = {
  readonly seed: TeamsSeed;
  readonly clock: Clock;
  /** What was exported before. */
  readonly state?: TeamsState | undefined;
  /** Milliseconds that the program has for an answer; Teams allows about 10,000. */
  readonly answerWithin?: number;
};

/** Starts the tenant on loopback; `connect` says where the program takes activities before anybody acts. */
export const teamsTenant = async ({ seed, clock, state, answerWithin = 10_000 }: TenantOptions) => {
  const world = teamsWorld(seed, { clock, state });
  const keys = await teamsKeys();
  const server = teamsServer(world, { connector: teamsConnector(world), keys });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the Teams fake has no port');
  const host = `127.0.0.1:${address.port}`;
  const serviceUrl = `http://${host}/connector/`;

  let target: string | undefined;
  const url = (): string => {
    if (target === undefined) throw new Error('the Teams fake is not connected to a program');
    return target;
  };
  const { cardFor, ...people } = teamsInteractions(world, { keys, wire: { url, serviceUrl, answerWithin } });

  return {
    seed,
    // botbuilder keeps keys by their address for a day, and a port may come back with other keys.
    endpoints: {
      loginUrl: `http://${host}/login`,
      openIdMetadataUrl: `http://${host}/openid/${randomUUID()}`,
      graphUrl: `http://${host}/graph`,
      serviceHosts: [host],
    },
    serviceUrl,
    /** Where the program takes Teams' activities. */
    connect: (messagesUrl: string): void => {
      target = messagesUrl;
    },
    ...people,
    changeUser: world.changeUser,
    /** Somebody who may do so changes who is in a group. */
    setGroup: (id: string, members: readonly string[]): void => {
      world.groups.set(id, members);
    },
    /** Makes the next `times` calls of Microsoft Graph fail. */
    failGraph: (fault: { readonly status: number; readonly times: number }): void => {
      world.graphFaults.push({ status: fault.status, left: fault.times });
    },
    /** A channel's posts in order without the replies; a thread (`;messageid=`) with its beginning and replies; or a 1:1 conversation. */
    messages: (conversation: string): readonly TeamsMessage[] => {
      const { base, root } = conversationParts(conversation);
      return world
        .list()
        .filter((message) => message.conversation === base)
        .filter((message) => (root === undefined ? message.root === undefined : message.id === root || message.root === root));
    },
    /** The card as the person sees it: their own view if they got one since the last update, else everybody's. */
    viewOf: (objectId: string, conversation: string, message: string): TeamsCard | undefined =>
      cardFor(objectId, { conversation, message }),
    /** The conversation with a person who has the app. */
    personalConversation: (objectId: string): string | undefined =>
      world.installed.has(objectId) ? personalConversationId(seed, objectId) : undefined,
    /** Somebody with the right to do so deletes a message by hand. */
    remove: (conversation: string, message: string): void => {
      const found = world.find(conversation, message);
      if (found === undefined) throw new Error(`no message ${message} in ${conversation}`);
      world.remove(found);
    },
    /** Makes the next `times` calls of the connector go wrong. */
    fail: (fault: TeamsFault): void => {
      world.faults.push({ fault, left: fault.times });
    },
    calls: (): readonly TeamsCall[] => [...world.calls],
    /** Every limit that the program broke so far; tests want none. */
    problems: (): readonly string[] => [...world.problems],
    /** Calls back after every change; returns how to stop. */
    on: (_event: 'change', listener: () => void): (() => void) => world.listen(listener),
    exportState: (): TeamsState => world.state(),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

export type TeamsTenant = Awaited<ReturnType<typeof teamsTenant>>;
