/** What is typed, as Slack sends it. */
import type { SlackSeed } from './state.ts';

/** Slack escapes what is typed, and turns `@name` and `#name` into mentions where it knows them. */
export const asTyped = (seed: Pick<SlackSeed, 'users' | 'channels'>, text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(^|\s)@([\p{L}\p{N}._-]+)/gu, (whole, before: string, handle: string) => {
      const user = seed.users.find((each) => each.handle === handle);
      return user ? `${before}<@${user.id}|${user.handle}>` : whole;
    })
    .replace(/(^|\s)#([\p{L}\p{N}._-]+)/gu, (whole, before: string, name: string) => {
      const channel = seed.channels.find((each) => each.name === name);
      return channel ? `${before}<#${channel.id}|${channel.name}>` : whole;
    });
