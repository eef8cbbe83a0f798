import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationView, PersonaView, View } from '../view.ts';
import * as api from './api.ts';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import type { Directory } from './drawn-blocks.tsx';
import { Cross, Mark, Moon, Sun } from './icons.tsx';
import { useKept, useKeptRecord } from './kept.ts';
import { People, Tries } from './people.tsx';
import type { Pressed } from './pressed.ts';
import { RequestPanel } from './request-panel.tsx';
import { Submit, SubmitElsewhere } from './submit.tsx';
import type { Theme } from './use-theme.ts';
import { useTheme } from './use-theme.ts';
import type { Live } from './use-view.ts';
import { useView } from './use-view.ts';
import { Workspace } from './workspace.tsx';

const panes = [
  { id: 'people', label: 'People' },
  { id: 'slack', label: 'Slack' },
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

export const App = () => {
  const [theme, toggleTheme] = useTheme();
  const [me, setMe] = useKept('session', 'persona', 'rosa');
  const [request, setRequest] = useState<string>();
  const [pane, setPane] = useState<Pane>('people');
  const [open, setOpen] = useKeptRecord('open');
  const [read, setRead] = useKeptRecord('read');
  const [problem, setProblem] = useState<string>();
  const { view, live } = useView(me, request);
  const last = useRef(view);
  if (view) last.current = view;
  const shown = view ?? last.current;

  const persona = shown?.personas.find(({ id }) => id === me);
  const conversation = view?.conversations.find(({ id }) => id === open[me]) ?? (view && newestIn(view.conversations));
  const newest = conversation?.messages.at(-1)?.id;
  const here = conversation?.id;

  useEffect(() => {
    if (here !== undefined && newest !== undefined) setRead({ [`${me} ${here}`]: newest });
  }, [me, here, newest, setRead]);

  const unreadIn = (who: string, where: string): boolean =>
    (shown?.latest[who]?.[where] ?? '') > (read[`${who} ${where}`] ?? shown?.before ?? '');
  const waiting = ({ id, watches }: PersonaView): boolean => id !== me && watches.some((where) => unreadIn(id, where));

  /** Becomes that person, where something waits for them: their private messages first. */
  const choose = (id: string) => {
    const chosen = shown?.personas.find((each) => each.id === id);
    const where = chosen?.watches.find((each) => unreadIn(id, each));
    if (where !== undefined) setOpen({ [id]: where });
    setMe(id);
    // On a phone the researcher's form is on this very pane.
    setPane(chosen?.submits && where === undefined ? 'people' : 'slack');
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
  const directory = useDirectory(shown ?? {});

  const begins = shown?.requests.length === 0;
  const tries = shown && <Tries tries={shown.tries} personas={shown.personas} me={me} onChoose={choose} />;
  const submits = shown?.personas.find((each) => each.submits);
  return (
    <div className="page" data-pane={pane}>
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
          <div className="pane pane-slack">
            {view && (
              <Workspace
                view={view}
                me={persona}
                conversation={conversation}
                directory={directory}
                theme={theme}
                unread={(where) => where !== here && unreadIn(me, where)}
                onOpen={(where) => setOpen({ [me]: where })}
                onPress={press}
                onSay={async (where, text) => check(await api.say({ as: me, conversation: where, text }))}
              />
            )}
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
      <Tabs pane={pane} onPane={setPane} news={shown?.personas.some(waiting) ?? false} />
      {view?.dialog && <Dialog key={view.dialog.id} as={me} dialog={view.dialog} directory={directory} theme={theme} />}
    </div>
  );
};
