import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationView, PersonaView, View } from '../view.ts';
import * as api from './api.ts';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import type { Directory } from './drawn-blocks.tsx';
import { Cross, Mark, Moon, Sun } from './icons.tsx';
import { useKept, useKeptRecord } from './kept.ts';
import { LocaleProvider } from './locale.ts';
import { People, Tries } from './people.tsx';
import type { Pressed } from './pressed.ts';
import { RequestPanel } from './request-panel.tsx';
import { Submit, SubmitElsewhere } from './submit.tsx';
import type { CardPressed } from './teams-card.tsx';
import { english } from './times.ts';
import { useMedia } from './use-media.ts';
import type { Theme } from './use-theme.ts';
import { useTheme } from './use-theme.ts';
import type { Live } from './use-view.ts';
import { useView } from './use-view.ts';
import type { Platform } from './workspace.tsx';
import { Workspace } from './workspace.tsx';

const panes = [
  { id: 'people', label: 'People' },
  { id: 'slack', label: 'Slack' },
  { id: 'teams', label: 'Teams' },
  { id: 'request', label: 'Request' },
] as const;
type Pane = (typeof panes)[number]['id'];

const Header = ({ me, live, theme, onTheme }: { me: PersonaView | undefined; live: Live; theme: Theme; onTheme: () => void }) => (
  <header className="top">
    <Mark />
    <h1>Sallyport</h1>
    <span className="sandbox-chip">Sandbox</span>
    <p className="tagline">Chat approvals for data leaving a Trusted Research Environment</p>
    {me && (
      <p className="top-me">
        <Avatar persona={me} size={24} />
        <span>
          <span className="sr-only">Acting as </span>
          {me.name}
        </span>
      </p>
    )}
    {live === 'lost' && (
      <p className="lost" role="status">
        Reconnecting…
      </p>
    )}
    <button
      type="button"
      className="icon-button"
      aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
      onClick={onTheme}
    >
      {theme === 'dark' ? <Sun /> : <Moon />}
    </button>
  </header>
);

const Tabs = ({ pane, onPane, news }: { pane: Pane; onPane: (pane: Pane) => void; news: boolean }) => (
  <nav className="tabs" aria-label="Parts of the page">
    {panes.map(({ id, label }) => (
      <button key={id} type="button" aria-current={id === pane ? 'page' : undefined} onClick={() => onPane(id)}>
        {label}
        {id === 'people' && news && <span className="dot" />}
      </button>
    ))}
  </nav>
);

const PlatformTabs = ({
  platform,
  news,
  onPlatform,
}: {
  platform: Platform;
  news: (platform: Platform) => boolean;
  onPlatform: (platform: Platform) => void;
}) => (
  <nav className="platform-tabs" aria-label="Chat platforms">
    {(['slack', 'teams'] as const).map((each) => (
      <button key={each} type="button" aria-current={each === platform ? 'page' : undefined} onClick={() => onPlatform(each)}>
        {each === 'slack' ? 'Slack' : 'Teams'}
        {each !== platform && news(each) && (
          <span className="dot">
            <span className="sr-only">new messages</span>
          </span>
        )}
      </button>
    ))}
  </nav>
);

const Problem = ({ problem, onClose }: { problem: string; onClose: () => void }) => (
  <div className="problem" role="alert">
    <p>{problem}</p>
    <button type="button" className="icon-button" aria-label="Dismiss" onClick={onClose}>
      <Cross size={16} />
    </button>
  </div>
);

/** Names for the ids that mentions carry; the same object as long as nothing changes. */
const useDirectory = ({ personas, channels }: Partial<Pick<View, 'personas' | 'channels'>>): Directory =>
  useMemo(
    () => ({ users: (personas ?? []).map(({ slackId, name }) => ({ id: slackId, name, avatar: '' })), channels: [...(channels ?? [])] }),
    [personas, channels],
  );

const newestIn = (conversations: readonly ConversationView[]): ConversationView | undefined =>
  conversations.toSorted((a, b) => (b.messages.at(-1)?.at ?? '').localeCompare(a.messages.at(-1)?.at ?? ''))[0];

/** Remembers how far the persona has read. */
const useRead = ({
  me,
  conversation,
  setRead,
}: {
  me: string;
  conversation: ConversationView | undefined;
  setRead: (patch: Record<string, string>) => void;
}): void => {
  const newest = conversation?.messages.at(-1)?.id;
  const here = conversation?.id;
  useEffect(() => {
    if (here !== undefined && newest !== undefined) setRead({ [`${me} ${here}`]: newest });
  }, [me, here, newest, setRead]);
};

/** Fetches the persona's own views of the cards that have come into sight, as Teams' clients do; once for each state of the conversation. */
const useLook = (conversation: ConversationView | undefined, look: (conversation: string) => Promise<void>): void => {
  const here = conversation?.id;
  const stale = conversation?.messages.filter((message) => message.stale).map(({ id }) => id);
  const which = stale?.join(' ') ?? '';
  useEffect(() => {
    if (here !== undefined && which !== '') void look(here);
  }, [here, which, look]);
};

/** Tells Slack that the app's Home tab came into sight, each time it does. */
const useHome = (conversation: ConversationView | undefined, openHome: () => Promise<void>): void => {
  const isHome = conversation?.kind === 'home';
  useEffect(() => {
    if (isHome) void openHome();
  }, [isHome, openHome]);
};

export const App = () => {
  const [theme, toggleTheme] = useTheme();
  const [me, setMe] = useKept('session', 'persona', 'rosa');
  const [request, setRequest] = useState<string>();
  const [pane, setPane] = useState<Pane>('people');
  const [kept, setPlatform] = useKept('session', 'platform', 'slack');
  const platform: Platform = kept === 'teams' ? 'teams' : 'slack';
  const isWide = useMedia('(min-width: 1560px)');
  const isNarrow = useMedia('(max-width: 1179px)');
  const choosePane = (next: Pane) => {
    setPane(next);
    if (next === 'slack' || next === 'teams') setPlatform(next);
  };
  const [open, setOpen] = useKeptRecord('open');
  const [read, setRead] = useKeptRecord('read');
  const [problem, setProblem] = useState<string>();
  const { view, live } = useView(me, request);
  const last = useRef(view);
  if (view) last.current = view;
  const shown = view ?? last.current;

  const persona = shown?.personas.find(({ id }) => id === me);
  const opened = (on: Platform): ConversationView | undefined => {
    const theirs = view?.conversations.filter((each) => each.platform === on) ?? [];
    return theirs.find(({ id }) => id === open[`${me} ${on}`]) ?? newestIn(theirs);
  };
  const shownOn = (on: Platform): boolean => isWide || (isNarrow ? pane === on : platform === on);
  const inSlack = opened('slack');
  const inTeams = opened('teams');
  const seenSlack = shownOn('slack') ? inSlack : undefined;
  const seenTeams = shownOn('teams') ? inTeams : undefined;
  useRead({ me, conversation: seenSlack, setRead });
  useRead({ me, conversation: seenTeams, setRead });

  const unreadIn = (who: string, where: string): boolean =>
    (shown?.latest[who]?.[where] ?? '') > (read[`${who} ${where}`] ?? shown?.before ?? '');
  const waiting = ({ id, watches }: PersonaView): boolean => id !== me && watches.some((where) => unreadIn(id, where));

  /** Becomes that person, where something waits for them: their private messages first. */
  const choose = (id: string) => {
    const chosen = shown?.personas.find((each) => each.id === id);
    const where = chosen?.watches.find((each) => unreadIn(id, each));
    const inTheirTeams = chosen?.teamsWatches.find((each) => unreadIn(id, each));
    if (where !== undefined) setOpen({ [`${id} slack`]: where });
    if (inTheirTeams !== undefined) setOpen({ [`${id} teams`]: inTheirTeams });
    setMe(id);
    // On a phone the researcher's form is on this very pane.
    setPane(chosen?.submits && where === undefined ? 'people' : platform);
  };
  const check = useCallback((reply: api.Reply<unknown>): boolean => {
    setProblem(reply.ok ? undefined : reply.problem);
    return reply.ok;
  }, []);

  const press = useCallback(
    async (where: string, message: string, { block, action }: Pressed) => {
      check(await api.press({ as: me, conversation: where, message, block, action }));
    },
    [me, check],
  );
  const pressCard = useCallback(
    async (where: string, message: string, pressed: CardPressed) => {
      check(await api.pressCard({ as: me, conversation: where, message, ...pressed }));
    },
    [me, check],
  );
  const look = useCallback(async (where: string) => void check(await api.lookAt({ as: me, conversation: where })), [me, check]);
  useLook(seenTeams, look);
  useHome(
    seenSlack,
    useCallback(async () => void check(await api.openHome({ as: me })), [me, check]),
  );
  const directory = useDirectory(shown ?? {});

  const begins = shown?.requests.length === 0;
  const tries = shown && <Tries tries={shown.tries} personas={shown.personas} me={me} onChoose={choose} />;
  const submits = shown?.personas.find((each) => each.submits);
  return (
    <LocaleProvider value={shown?.locale ?? english}>
      <div className="page" data-pane={pane} data-platform={platform}>
        <Header me={persona} live={live} theme={theme} onTheme={toggleTheme} />
        {problem !== undefined && <Problem problem={problem} onClose={() => setProblem(undefined)} />}
        {shown && persona ? (
          <main className="panes">
            <div className="pane pane-people">
              <People personas={shown.personas} me={me} waiting={waiting} onChoose={choose} />
              {persona.submits ? (
                <Submit
                  as={me}
                  samples={shown.samples}
                  first={begins}
                  onProblem={setProblem}
                  onSubmitted={(id) => {
                    setProblem(undefined);
                    setRequest(id);
                    setPane('request');
                  }}
                />
              ) : (
                submits && <SubmitElsewhere researcher={submits.name} onSwitch={() => setMe(submits.id)} />
              )}
              {!begins && tries}
            </div>
            <div className="pane-middle">
              <PlatformTabs
                platform={platform}
                news={(on) => view?.conversations.some((each) => each.platform === on && unreadIn(me, each.id)) ?? false}
                onPlatform={setPlatform}
              />
              {([inSlack, inTeams] as const).map((conversation, index) => {
                const on = index === 0 ? 'slack' : 'teams';
                return (
                  <div key={on} className={`pane pane-${on}`}>
                    <p className="platform-name">{on === 'slack' ? 'Slack' : 'Teams'}</p>
                    {view && (
                      <Workspace
                        platform={on}
                        view={view}
                        me={persona}
                        conversation={conversation}
                        directory={directory}
                        theme={theme}
                        unread={(where) => !(shownOn(on) && where === conversation?.id) && unreadIn(me, where)}
                        onOpen={(where) => setOpen({ [`${me} ${on}`]: where })}
                        onPress={press}
                        onCard={pressCard}
                        onApp={async (installed) => void check(await api.setApp({ as: me, installed }))}
                        onSay={async (where, text) => check(await api.say({ as: me, conversation: where, text }))}
                      />
                    )}
                  </div>
                );
              })}
            </div>
            <aside className="pane pane-request" aria-label="Requests">
              <RequestPanel requests={shown.requests} selected={shown.selected} onSelect={setRequest} />
              {begins && tries}
            </aside>
          </main>
        ) : (
          <main className="loading" aria-busy="true">
            <p>{live === 'lost' ? 'The sandbox does not answer. Is “npm start” still running?' : 'Opening the sandbox…'}</p>
          </main>
        )}
        <Tabs pane={pane} onPane={choosePane} news={shown?.personas.some(waiting) ?? false} />
        {view?.dialog && <Dialog key={view.dialog.id} as={me} dialog={view.dialog} directory={directory} theme={theme} />}
      </div>
    </LocaleProvider>
  );
};
