/** Slack's blocks as Slack draws them; presses are told apart by the ids that the drawing carries. */

import type { ReactNode } from 'react';
import type { Block } from 'slack-blocks-to-jsx';
import { Message } from 'slack-blocks-to-jsx';
import { useLocale } from './locale.ts';
import { fullTime, shortTime } from './times.ts';

export type Directory = {
  readonly users: { readonly id: string; readonly name: string; readonly avatar: string }[];
  readonly channels: { readonly id: string; readonly name: string }[];
};

const DrawnDate = ({ timestamp, fallback }: { timestamp: string; fallback: string }) => {
  const locale = useLocale();
  const seconds = Number(timestamp);
  if (!Number.isFinite(seconds)) return <>{fallback}</>;
  const at = new Date(seconds * 1000).toISOString();
  return (
    <time dateTime={at} title={fullTime(at, locale)}>
      {shortTime(at, locale)}
    </time>
  );
};

const hooks = {
  date: (date: { timestamp: string; fallback: string }) => <DrawnDate {...date} />,
  // The drawing makes links of addresses in plain text too, where Slack makes none, and a button cannot hold one.
  link: ({ children, ...link }: { href: string; children?: ReactNode }) =>
    link.href.startsWith('mailto:') ? children : <a {...link}>{children}</a>,
};

export const DrawnBlocks = ({
  blocks,
  directory,
  theme,
}: {
  blocks: readonly unknown[];
  directory: Directory;
  theme: 'light' | 'dark';
}) => <Message blocks={blocks as Block[]} name="" logo="" withoutWrapper data={directory} hooks={hooks} theme={theme} />;
