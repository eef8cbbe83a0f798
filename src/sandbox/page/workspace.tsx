/** The middle of the page: the persona's conversations on one platform, their messages and the message box. */
import { useEffect, useId, useLayoutEffect, useRef } from 'react';
import type { ConversationView, PersonaView, View } from '../view.ts';
import { BotAvatar } from './avatar.tsx';
import { Composer } from './composer.tsx';
import type { Directory } from './drawn-blocks.tsx';
import { HomeTab } from './home-tab.tsx';
import { Hash, House } from './icons.tsx';
import { MessageItem } from './message.tsx';
import type { Pressed } from './pressed.ts';
import type { CardPressed } from './teams-card.tsx';

export type Platform = ConversationView['platform'];

export type WorkspaceProps = {
  readonly platform: Platform;
  readonly view: View;
  readonly me: PersonaView;
  readonly conversation: ConversationView | undefined;
  readonly unread: (conversation: string) => boolean;
  readonly onOpen: (conversation: string) => void;
  readonly directory: Directory;
  readonly theme: 'light' | 'dark';
  readonly onPress: (conversation: string, message: string, pressed: Pressed) => Promise<void>;
  readonly onCard: (conversation: string, message: string, pressed: CardPressed) => Promise<void>;
  readonly onApp: (installed: boolean) => void;
  readonly onSay: (conversation: string, text: string) => Promise<boolean>;
};

const ConversationLink = ({
  conversation,
  open,
  unread,
  onOpen,
}: {
  conversation: ConversationView;
  open: boolean;
  unread: boolean;
  onOpen: () => void;
}) => (
  <li>
    <button
      type="button"
      className={`conversation-link${unread ? ' unread' : ''}`}
      aria-current={open ? 'page' : undefined}
      onClick={onOpen}
    >
      {conversation.kind === 'channel' ? <Hash /> : conversation.kind === 'home' ? <House /> : <BotAvatar />}
      <span className="conversation-name">{conversation.name}</span>
      {unread && (
        <span className="dot">
          <span className="sr-only">new messages</span>
        </span>
      )}
    </button>
  </li>
);

const words = {
  slack: { nav: 'Channels and direct messages', channels: 'Channels', direct: 'Direct messages' },
  teams: { nav: 'Teams channels and chats', channels: 'Egress', direct: 'Chat' },
} as const;

const ConversationList = ({ platform, view, conversation, unread, onOpen }: WorkspaceProps) => {
  const group = (kind: ConversationView['kind'], title: string) => {
    const members = view.conversations.filter((each) => each.kind === kind && each.platform === platform);
    if (members.length === 0) return undefined;
    return (
      <section>
        <h2>{title}</h2>
        <ul>
          {members.map((each) => (
            <ConversationLink
              key={each.id}
              conversation={each}
              open={each.id === conversation?.id}
              unread={unread(each.id)}
              onOpen={() => onOpen(each.id)}
            />
          ))}
        </ul>
      </section>
    );
  };
  return (
    <nav className="conversations" aria-label={words[platform].nav}>
      <p className="workspace-name">{view.organisation}</p>
      {group('home', 'App')}
      {group('channel', words[platform].channels)}
      {group('direct', words[platform].direct)}
    </nav>
  );
};

const emptyText = (conversation: ConversationView, { me, view }: Pick<WorkspaceProps, 'me' | 'view'>): string => {
  if (conversation.platform === 'teams' && conversation.kind === 'direct' && !view.teamsInstalled)
    return 'Sallyport is not installed for this person, so it cannot write to them in Teams. Add it above.';
  if (conversation.kind === 'direct')
    return me.submits
      ? 'Sallyport writes here when one of your requests is decided. Submit one on the left to begin.'
      : 'Sallyport writes here when something concerns you. Nothing has, so far.';
  if (me.submits)
    return 'You are the researcher. Submit an egress request on the left; then become a reviewer and find its card in their channel.';
  return 'Nothing here yet. When a researcher submits an egress request, its card appears in the channel of the role whose turn it is.';
};

const Messages = ({ conversation, ...props }: WorkspaceProps & { conversation: ConversationView }) => {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { messages } = conversation;
  const lastFocus = useRef<Element>(undefined);
  // A repainted card may have lost the button that had the focus.
  useLayoutEffect(() => {
    if (lastFocus.current?.isConnected !== false) return;
    lastFocus.current = undefined;
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  });
  // Stays at the newest message unless the reader has scrolled up; also when the pane appears, or a picture grows.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const toEnd = () => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    };
    toEnd();
    const observer = new ResizeObserver(toEnd);
    observer.observe(box);
    for (const child of box.children) observer.observe(child);
    return () => observer.disconnect();
  });
  return (
    <div
      className="messages"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-label={`Messages in ${conversation.name}`}
      aria-live="off"
      onFocus={({ target }) => {
        lastFocus.current = target;
      }}
      onScroll={({ currentTarget: box }) => {
        // A hidden pane has no height, and its reader has not scrolled.
        if (box.clientHeight > 0) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      }}
    >
      {messages.length === 0 ? (
        <div className="empty">
          <BotAvatar />
          <p>{emptyText(conversation, props)}</p>
        </div>
      ) : (
        <>
          {conversation.older > 0 && <p className="older">{conversation.older} older messages are not shown.</p>}
          {messages.map((message) => (
            <MessageItem
              key={message.id}
              message={message}
              personas={props.view.personas}
              directory={props.directory}
              theme={props.theme}
              conversation={conversation.id}
              onPress={props.onPress}
              onCard={props.onCard}
            />
          ))}
        </>
      )}
    </div>
  );
};

/** Says new messages aloud; the log itself is repainted too often to be a live region. */
const Announcer = ({ conversation }: { conversation: ConversationView }) => {
  const region = useRef<HTMLParagraphElement>(null);
  const newest = conversation.messages.at(-1);
  const seen = useRef<string | undefined>(newest?.id);
  useEffect(() => {
    if (!newest || newest.id === seen.current || !region.current) return;
    seen.current = newest.id;
    region.current.textContent = `${newest.onlyYou ? 'Only to you: ' : ''}${newest.from.name}: ${newest.text}`;
  }, [newest]);
  return <p className="sr-only" aria-live="polite" ref={region} />;
};

const hintTexts = {
  slack: 'Answers to /egress are private: only you see them.',
  teams: 'Sallyport answers in your private chat with it.',
} as const;

export const Workspace = (props: WorkspaceProps) => {
  const { platform, view, me, conversation, onSay, onApp } = props;
  const title = useId();
  const isDirect = conversation?.kind === 'direct';
  const prefix = platform === 'slack' ? '/egress' : isDirect ? '' : '@Sallyport';
  return (
    <div className={`workspace workspace-${platform}`}>
      <ConversationList {...props} />
      {conversation ? (
        <section className="conversation" aria-labelledby={title}>
          <header className="conversation-head">
            <h2 id={title}>
              {platform === 'teams' && <span className="sr-only">Teams: </span>}
              {conversation.kind === 'channel' && platform === 'slack' && <span aria-hidden="true">#</span>}
              {conversation.name}
            </h2>
            <p>{conversation.purpose}</p>
            {platform === 'teams' && isDirect && (
              <button type="button" className="button app-button" onClick={() => onApp(!view.teamsInstalled)}>
                {view.teamsInstalled ? 'Remove the app' : 'Add Sallyport'}
              </button>
            )}
          </header>
          {conversation.kind === 'home' ? (
            <HomeTab key={me.id} conversation={conversation} directory={props.directory} theme={props.theme} onPress={props.onPress} />
          ) : (
            <>
              <Messages key={conversation.id} {...props} conversation={conversation} />
              <Announcer key={`${conversation.id} announcer`} conversation={conversation} />
              <Composer
                key={`${me.id} ${conversation.id}`}
                label={`Message ${conversation.kind === 'channel' && platform === 'slack' ? '#' : ''}${conversation.name}`}
                vocabulary={{
                  prefix,
                  commands: view.commands,
                  channels: platform === 'slack' ? view.channels : [],
                  people: platform === 'slack' ? view.personas : view.personas.map(({ name }) => ({ handle: name, name })),
                }}
                hintText={hintTexts[platform]}
                onSay={(text) => onSay(conversation.id, text)}
              />
            </>
          )}
        </section>
      ) : (
        <div className="empty">
          <p>{me.name} is in no channel.</p>
        </div>
      )}
    </div>
  );
};
