/** A pretend Slack workspace for tests and the sandbox: a Web API that keeps Slack's limits, and people who press and type. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../workflow/ports.ts';
import { slackApiServer } from './api-server.ts';
import { slackEmulator } from './emulator.ts';
import { interactions } from './interactions.ts';
import { socketDoor } from './socket-door.ts';
import type { Blocks, SlackMessage, SlackSeed } from './state.ts';
import { directChannel, SlackState } from './state.ts';
import { webApi } from './web-api.ts';
import type { Fault, SlackCall, SlackView } from './world.ts';
import { world as makeWorld } from './world.ts';

export type WorkspaceOptions = {
  readonly seed: SlackSeed;
  readonly clock?: Clock;
  /** What was exported before. */
  readonly state?: SlackState;
  /** A file that the state is kept in; read at the start when `state` is not given, written after every change. */
  readonly statePath?: string;
  /** Milliseconds that the program has for an answer; Slack allows 3,000. */
  readonly answerWithin?: number;
};

const socketMode = Symbol('Socket Mode');

const systemClock: Clock = () => new Date().toISOString() as ReturnType<Clock>;

const readState = async (path: string): Promise<SlackState | undefined> => {
  try {
    return SlackState.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Starts the workspace on loopback; `connect` says where the program listens before anybody acts. */
export const slackWorkspace = async (options: WorkspaceOptions) => {
  const { seed, clock = systemClock, statePath, answerWithin = 3000 } = options;
  const state = options.state ?? (statePath === undefined ? undefined : await readState(statePath));
  const world = makeWorld(seed, { clock, state });
  const emulator = await slackEmulator(seed);

  // emulate starts empty, so what was kept is posted to it again under its old ids.
  for (const user of seed.users)
    if (world.messages.some(({ channel }) => channel === directChannel(user.id))) await emulator.openDirect(user.id);
  for (const { channel, ts, text, blocks, metadata, thread_ts: thread } of world.messages) {
    const posted = await emulator.call('chat.postMessage', {
      channel,
      text,
      ...(blocks === undefined ? {} : { blocks: JSON.stringify(blocks) }),
      ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
      ...(thread === undefined ? {} : { thread_ts: thread }),
    });
    emulator.alias(ts, String(posted['ts']));
  }

  const server = slackApiServer(world, { api: webApi(world, emulator), newAddress: () => door.newAddress(new URL(apiUrl).host) });
  const door = socketDoor(world, { server, answerWithin });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the Slack fake has no port');
  const apiUrl = `http://127.0.0.1:${address.port}/api/`;

  let target: string | typeof socketMode | undefined;
  const url = (): string => {
    if (typeof target !== 'string') throw new Error('the Slack fake is not connected to a program');
    return target;
  };
  const socket = () => (target === socketMode ? door : undefined);
  const people = interactions(world, { emulator, wire: { url, apiUrl: () => apiUrl, answerWithin, socket } });

  let saving = Promise.resolve();
  let dirty = false;
  const save = (path: string): void => {
    if (dirty) return;
    dirty = true;
    saving = saving.then(async () => {
      dirty = false;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify(world.state()));
      await rename(`${path}.new`, path);
    });
  };
  if (statePath !== undefined) world.listen(() => save(statePath));

  return {
    apiUrl,
    seed,
    /** Where the program takes Slack's requests. */
    connect: (programUrl: string): void => {
      target = programUrl;
    },
    /** The program comes by itself, and takes Slack's requests over its connections. */
    useSocketMode: (): void => {
      target = socketMode;
    },
    socket: door,
    ...people,
    changeUser: world.changeUser,
    /** Somebody who may do so changes who is in a user group. */
    setUserGroup: (id: string, users: readonly string[]): void => {
      world.userGroups.set(id, users);
    },
    /** A channel's messages in order, thread replies left out. */
    messages: (channel: string): readonly SlackMessage[] =>
      world.messages.filter((message) => message.channel === channel && message.thread_ts === undefined),
    thread: (channel: string, ts: string): readonly SlackMessage[] =>
      world.messages.filter((message) => message.channel === channel && message.thread_ts === ts),
    /** What the bot told a user in private. */
    directMessages: (user: string): readonly SlackMessage[] => world.messages.filter(({ channel }) => channel === directChannel(user)),
    /** What only this user saw in channels. */
    ephemerals: (user: string): readonly SlackMessage[] => world.ephemerals.filter(({ onlyFor }) => onlyFor === user),
    /** The dialog in front of a user. */
    modal: (user: string): SlackView | undefined => world.views.get(user),
    /** What the app's Home tab shows a user. */
    home: (user: string): Blocks | undefined => world.homes.get(user),
    /** Somebody with the right to do so deletes a message by hand. */
    deleteMessage: async (channel: string, ts: string): Promise<void> => {
      const index = world.messages.findIndex((message) => message.channel === channel && message.ts === ts);
      if (index === -1) throw new Error(`no message ${ts} in ${channel}`);
      await emulator.call('chat.delete', { channel, ts });
      world.messages.splice(index, 1);
      world.changed();
    },
    calls: (): readonly SlackCall[] => [...world.calls],
    /** Makes the next call (or `times` calls) of a method go wrong. */
    fault: (fault: Fault): void => {
      world.faults.push({ fault, left: fault.times ?? 1 });
    },
    /** Calls back after every change; returns how to stop. */
    on: (_event: 'change', listener: () => void): (() => void) => world.listen(listener),
    exportState: (): SlackState => world.state(),
    close: async (): Promise<void> => {
      door.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await emulator.close();
      await saving;
    },
  };
};
export type SlackWorkspace = Awaited<ReturnType<typeof slackWorkspace>>;
