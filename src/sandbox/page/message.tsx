import type { MouseEvent } from 'react';
import { memo, useState } from 'react';
import type { MessageView, PersonaView } from '../view.ts';
import { Avatar, BotAvatar } from './avatar.tsx';
import type { Directory } from './drawn-blocks.tsx';
import { DrawnBlocks } from './drawn-blocks.tsx';
import { follow } from './follow.ts';
import { Eye } from './icons.tsx';
import { useLocale } from './locale.ts';
import type { Pressed } from './pressed.ts';
import { pressedButton } from './pressed.ts';
import type { CardPressed } from './teams-card.tsx';
import { TeamsCard } from './teams-card.tsx';
import { fullTime, shortTime } from './times.ts';

export type MessageProps = {
  readonly message: MessageView;
  readonly personas: readonly PersonaView[];
  readonly directory: Directory;
  readonly theme: 'light' | 'dark';
  readonly conversation: string;
  readonly onPress: (conversation: string, message: string, pressed: Pressed) => Promise<void>;
  readonly onCard: (conversation: string, message: string, pressed: CardPressed) => Promise<void>;
};

/** Slack's mrkdwn escapes, undone for text that is shown as it is. */
const unescaped = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

const blocksOf = ({ blocks, text }: MessageView): readonly unknown[] =>
  blocks.length > 0 ? blocks : [{ type: 'section', text: { type: 'plain_text', text: unescaped(text) } }];

const Replies = (props: MessageProps) => {
  const { replies } = props.message;
  if (replies.length === 0) return undefined;
  return (
    <ul className="replies" aria-label={replies.length === 1 ? '1 reply' : `${replies.length} replies`}>
      {replies.map((reply) => (
        <li key={reply.id}>
          <MessageItem {...props} message={reply} />
        </li>
      ))}
    </ul>
  );
};

/** One message with its card, its buttons and its thread. */
export const MessageItem = memo((props: MessageProps) => {
  const { message, personas, directory, theme, conversation, onPress, onCard } = props;
  const [busy, setBusy] = useState(false);
  const locale = useLocale();
  const persona = personas.find(({ id }) => id === message.from.persona);
  const blocks = blocksOf(message);
  // In the capture phase: the drawing's own handler would open links in a new window.
  const onClickCapture = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element)) return;
    const pressed = pressedButton(blocks, event.target);
    if (!pressed) return;
    event.stopPropagation();
    // The drawing makes a link of an address in a label; a button has none.
    event.preventDefault();
    if (pressed.url !== undefined) follow(pressed.url);
    setBusy(true);
    void onPress(conversation, message.id, pressed).finally(() => setBusy(false));
  };
  return (
    <article className={`message${message.onlyYou ? ' message-private' : ''}${busy ? ' message-busy' : ''}`} aria-busy={busy}>
      <div className="message-avatar">{persona ? <Avatar persona={persona} /> : <BotAvatar />}</div>
      <div className="message-main">
        {message.onlyYou && (
          <p className="only-you">
            <Eye /> Only visible to you
          </p>
        )}
        <p className="message-head">
          <strong>{message.from.name}</strong>
          {message.from.bot && <span className="app-chip">App</span>}
          <time dateTime={message.at} title={fullTime(message.at, locale)}>
            {shortTime(message.at, locale)}
          </time>
          {message.edited && <span className="edited">(edited)</span>}
        </p>
        {message.card === undefined ? (
          <div className="message-blocks" lang={locale} onClickCapture={onClickCapture}>
            <DrawnBlocks blocks={blocks} directory={directory} theme={theme} />
          </div>
        ) : (
          <TeamsCard card={message.card} onPress={(pressed) => onCard(conversation, message.id, pressed)} />
        )}
        <Replies {...props} />
      </div>
    </article>
  );
});
