import type { MouseEvent } from 'react';
import { useState } from 'react';
import type { ConversationView } from '../view.ts';
import type { Directory } from './drawn-blocks.tsx';
import { DrawnBlocks } from './drawn-blocks.tsx';
import { useLocale } from './locale.ts';
import type { Pressed } from './pressed.ts';
import { pressedButton } from './pressed.ts';

/** The app's Home tab in Slack: a page of its own, with no message box. */
export const HomeTab = ({
  conversation,
  directory,
  theme,
  onPress,
}: {
  conversation: ConversationView;
  directory: Directory;
  theme: 'light' | 'dark';
  onPress: (conversation: string, message: string, pressed: Pressed) => Promise<void>;
}) => {
  const [busy, setBusy] = useState(false);
  const locale = useLocale();
  const [tab] = conversation.messages;
  // In the capture phase: the drawing's own handler would open links in a new window.
  const onClickCapture = (event: MouseEvent<HTMLElement>) => {
    if (!tab || !(event.target instanceof Element)) return;
    const pressed = pressedButton(tab.blocks, event.target);
    if (!pressed) return;
    event.stopPropagation();
    setBusy(true);
    void onPress(conversation.id, tab.id, pressed).finally(() => setBusy(false));
  };
  return (
    <section
      className="home-tab"
      lang={locale}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Home tab of the Sallyport app"
      aria-busy={busy || !tab}
      onClickCapture={onClickCapture}
    >
      {tab ? <DrawnBlocks blocks={tab.blocks} directory={directory} theme={theme} /> : <p className="home-waiting">Opening Home…</p>}
    </section>
  );
};
