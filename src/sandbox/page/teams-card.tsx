/** An Adaptive Card as Teams draws it. */
import { AdaptiveCard, ExecuteAction, HostConfig, OpenUrlAction, Spacing } from 'adaptivecards';
import { useEffect, useId, useRef, useState } from 'react';
import { isObject } from './blocks.ts';
import { follow } from './follow.ts';
import { useLocale } from './locale.ts';

export type CardPressed = { readonly data: Readonly<Record<string, unknown>>; readonly inputs: Readonly<Record<string, string>> };

const shade = (name: string, subtle = '--muted') => ({ default: `var(${name})`, subtle: `var(${subtle})` });
const colours = {
  default: shade('--text'),
  dark: shade('--text'),
  light: shade('--text'),
  accent: shade('--teams-accent'),
  good: shade('--good'),
  warning: shade('--wait'),
  attention: shade('--bad'),
};
const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors: colours });

const hostConfig = new HostConfig({
  supportsInteractivity: true,
  fontFamily: 'inherit',
  spacing: { small: 4, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 12 },
  fontSizes: { small: 12, default: 14, medium: 15, large: 17, extraLarge: 20 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 28 },
  fontStyles: {
    monospace: {
      fontFamily: 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace',
      fontSizes: { small: 11, default: 12.5, medium: 13, large: 15, extraLarge: 18 },
    },
  },
  containerStyles: { default: container('transparent'), emphasis: container('var(--teams-emphasis)') },
  actions: {
    maxActions: 6,
    // The space is the style sheet's: a spacer of its own would begin the second row.
    buttonSpacing: 0,
    spacing: 'default',
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    showCard: { actionMode: 'inline', inlineTopMargin: 10, style: 'emphasis' },
  },
  inputs: {
    label: { inputSpacing: Spacing.Small, requiredInputs: { suffix: ' *', suffixColor: 'attention' } },
    errorMessage: { color: 'attention' },
  },
});

// People to choose from come with the card here, and this drawing's own search of them is none for a keyboard. The configuration cannot say so: it reads false as unset.
Object.assign(hostConfig.inputs, { allowDynamicallyFilteredChoiceSet: false });

/** Ids of inputs become ids in the page, where another message has a form of the same kind. */
const withIds = (value: unknown, change: (id: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((each) => withIds(each, change));
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === 'data' ? each : withIds(each, change)]));
  const isInput = typeof copy['type'] === 'string' && copy['type'].startsWith('Input.');
  return isInput && typeof copy['id'] === 'string' ? { ...copy, id: change(copy['id']) } : copy;
};

const pressedOf = (action: ExecuteAction, prefix: string): CardPressed => ({
  data: Object.fromEntries(Object.entries(isObject(action.data) ? action.data : {}).filter(([key]) => !key.startsWith(prefix))),
  // The drawing leaves out what was emptied; then the card's own value would stand.
  inputs: Object.fromEntries(
    Object.entries(action.getReferencedInputs() ?? {}).map(([id, input]) => [id.slice(prefix.length), String(input.value ?? '')]),
  ),
});

export const TeamsCard = ({ card, onPress }: { card: unknown; onPress: (pressed: CardPressed) => Promise<void> }) => {
  const box = useRef<HTMLDivElement>(null);
  const prefix = `${useId()}-`;
  const locale = useLocale();
  const [busy, setBusy] = useState(false);
  const press = useRef(onPress);
  press.current = onPress;
  useEffect(() => {
    const drawn = new AdaptiveCard();
    drawn.hostConfig = hostConfig;
    drawn.onExecuteAction = (action) => {
      if (action instanceof OpenUrlAction && action.url !== undefined) return follow(action.url);
      if (!(action instanceof ExecuteAction)) return;
      setBusy(true);
      void press.current(pressedOf(action, prefix)).finally(() => setBusy(false));
    };
    drawn.parse(withIds(card, (id) => `${prefix}${id}`));
    drawn.lang = locale;
    const element = drawn.render();
    if (element) {
      // The message around it is named already.
      element.removeAttribute('tabindex');
      box.current?.replaceChildren(element);
    }
  }, [card, prefix, locale]);
  return <div className="teams-card" lang={locale} ref={box} aria-busy={busy} inert={busy} />;
};
