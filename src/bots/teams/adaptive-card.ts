/** Card -> Adaptive Card 1.5. Nothing exceeds Teams' limits, whatever it is given. */
import type { Activity } from 'botbuilder';
import type { RequestId } from '../../workflow/request.ts';
import type { Action, Block, Card, Form, Notice } from '../card.ts';
import { commandOf, requestIn } from '../card.ts';
import type { Language } from '../languages/english.ts';
import { sayCard, sayNotice, sayPhrase } from '../say.ts';
import type { Execute, ShowCard } from './form.ts';
import { openForm, showCard, styled } from './form.ts';
import type { RichText } from './text.ts';
import { aside, bold, orDash, rich, runs, shown, viewersTime, words } from './text.ts';

export const adaptiveCardType = 'application/vnd.microsoft.card.adaptive';

/** Teams refuses cards of more than 25 KB (UTF-8), and shows six actions in a row. `elements` is ours. */
const limits = { bytes: 24_000, actions: 6, elements: 120, header: 300, title: 80, summary: 500, url: 3000, altText: 2000 } as const;

/** For whom a message is drawn: everybody in a channel, one person in their own view of it, one person in private, or whoever reads a thread. */
export type View =
  /** Nobody's buttons; `userIds` are those for whom Teams fetches their own view by itself, the others press for it. */
  | { readonly kind: 'everyone'; readonly userIds: readonly string[]; readonly request?: RequestId }
  /** `barred` from acting, as far as is known now: it may be asked again. */
  | { readonly kind: 'own'; readonly request: RequestId; readonly barred: boolean }
  | { readonly kind: 'personal' }
  | { readonly kind: 'thread' };

type Element = { readonly type: string } & Readonly<Record<string, unknown>>;
type OpenUrl = { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string } & ReturnType<typeof styled>;
type CardAction = Execute | ShowCard | OpenUrl;

/** An Adaptive Card as it is sent. */
export type AdaptiveCard = {
  readonly type: 'AdaptiveCard';
  readonly version: '1.5';
  readonly fallbackText: string;
  readonly msteams: { readonly width: 'Full' };
  readonly refresh?: { readonly action: Execute; readonly userIds: readonly string[] };
  readonly body: readonly Element[];
};

/** How much of a card is shown; a card that is too large is tried with less. */
type Size = { readonly line: number; readonly value: number; readonly facts: number; readonly item: number; readonly items: number };
/** The card says all that its pictures show: they are the first to be left out. */
type Room = Size & { readonly language: Language; readonly pictures: boolean };
const sizes: readonly Size[] = [
  { line: 2500, value: 1000, facts: 50, item: 300, items: 100 },
  { line: 2500, value: 1000, facts: 30, item: 300, items: 40 },
  { line: 800, value: 250, facts: 24, item: 120, items: 15 },
  { line: 300, value: 80, facts: 16, item: 60, items: 6 },
];

const title = (text: string): string => orDash(shown(text, limits.title));

/** What asks for a person's own view; `auto` when Teams asks and not they. */
const lookAction = (request: RequestId, { title: said, auto }: { readonly title: string; readonly auto: boolean }): Execute => ({
  type: 'Action.Execute',
  title: said,
  verb: 'egress',
  data: { do: 'look', request, ...(auto ? { auto } : {}) },
});

type Fact = Extract<Block<string>, { kind: 'facts' }>['facts'][number];

/** The first of a block stands apart from what is above it. */
const fact = ({ label, value }: Fact, { room, isFirst }: { readonly room: Room; readonly isFirst: boolean }): Element => {
  const spacing = isFirst ? 'medium' : 'small';
  const name = bold(`${orDash(shown(label, 100))}: `);
  const [only, ...others] = value;
  const time = only?.kind === 'instant' && others.length === 0 ? viewersTime(only.at) : undefined;
  if (time === undefined) return rich([name, ...runs(value, { language: room.language, max: room.value })], spacing);
  const column = (item: Element, width: 'auto' | 'stretch') => ({ type: 'Column', width, items: [item] });
  return {
    type: 'ColumnSet',
    spacing,
    columns: [column(rich([name]), 'auto'), { ...column({ type: 'TextBlock', text: time, wrap: true }, 'stretch'), spacing: 'small' }],
  };
};

const facts = (block: Extract<Block<string>, { kind: 'facts' }>, room: Room): readonly Element[] => {
  const more = block.facts.length - room.facts;
  return [
    ...block.facts.slice(0, room.facts).map((each, index) => fact(each, { room, isFirst: index === 0 })),
    ...(more > 0 ? [rich([aside(room.language.drawing.andMore(more))])] : []),
  ];
};

const list = (block: Extract<Block<string>, { kind: 'list' }>, room: Room): readonly Element[] => {
  const items = block.items
    .slice(0, room.items)
    .map((item) => rich([words('• '), ...runs(item, { language: room.language, max: room.item })], 'small'));
  const more = block.more + block.items.length - items.length;
  const heading = shown(block.title, 200);
  return [
    ...(heading.trim() === '' ? [] : [rich([bold(heading)])]),
    ...items,
    ...(more > 0 ? [rich([aside(room.language.drawing.andMore(more))], 'small')] : []),
  ];
};

const textLine = ({ line, tone }: Extract<Block<string>, { kind: 'text' }>, { language, line: max }: Room): RichText => {
  const said = runs(line, { language, max });
  return rich(tone === 'muted' ? said.map((each) => ({ ...each, isSubtle: true })) : said);
};

const isWebAddress = (url: string): boolean => url.length <= limits.url && /^https?:\/\/[^\s<>]+$/u.test(url) && URL.canParse(url);

const actionSets = (actions: readonly CardAction[]): readonly Element[] =>
  Array.from({ length: Math.ceil(actions.length / limits.actions) }, (_, row) => ({
    type: 'ActionSet',
    actions: actions.slice(row * limits.actions, (row + 1) * limits.actions),
  }));

/** One button for everybody: what it answers is for whoever pressed it. */
const everyonesActions = ({ drawing }: Language, actions: readonly Action<string>[]): readonly Element[] => {
  const commands = actions.map(commandOf).filter((command) => command !== undefined);
  const request = commands.map(requestIn).find((id) => id !== undefined);
  return request === undefined ? [] : actionSets([lookAction(request, { title: drawing.showMyActions, auto: false })]);
};

const ownActions = (language: Language, actions: readonly Action<string>[], taken: Set<string>): readonly Element[] => {
  const refused: string[] = [];
  const drawn = actions.flatMap((action): readonly CardAction[] => {
    switch (action.kind) {
      case 'url':
        if (isWebAddress(action.url))
          return [{ type: 'Action.OpenUrl', title: title(action.label), url: action.url, ...styled(action.style) }];
        refused.push(action.label);
        return [];
      case 'form': {
        // Its inputs have ids of the verdict, so a second form of it would make phones show no card at all.
        const verdict = action.form.command.do;
        if (action.form.fields.length > 0 && taken.has(verdict)) return [];
        taken.add(verdict);
        return [showCard(language, { ...action, title: title(action.label) })];
      }
      case 'button':
        return [
          {
            type: 'Action.Execute',
            title: title(action.label),
            verb: 'egress',
            data: action.command,
            ...styled(action.style),
            associatedInputs: 'none',
          },
        ];
      default:
        return action satisfies never;
    }
  });
  return [
    ...actionSets(drawn),
    ...(refused.length === 0 ? [] : [rich([words(`⚠️ ${language.drawing.tooLong(shown(refused.join(', '), 300))}`)])]),
  ];
};

const renderBlock = (block: Block<string>, { room, draw }: { readonly room: Room; readonly draw: Draw }): readonly Element[] => {
  switch (block.kind) {
    case 'header':
      return [rich([{ ...bold(orDash(shown(`${block.icon} ${block.text}`, limits.header))), size: 'large' }])];
    case 'facts':
      return facts(block, room);
    case 'text':
      return [textLine(block, room)];
    case 'list':
      return list(block, room);
    case 'row':
      return [rich(runs(block.line, { language: room.language, max: room.line })), ...draw.actions([block.action])];
    case 'image':
      if (!room.pictures) return [];
      return [
        { type: 'Image', url: `data:image/png;base64,${block.png}`, altText: orDash(shown(block.alt, limits.altText)), size: 'stretch' },
      ];
    case 'actions':
      return draw.actions(block.actions);
    case 'form':
      return draw.form(block.form);
    default:
      return block satisfies never;
  }
};

/** Of what can be pressed, what this reader is shown. */
type Draw = {
  readonly actions: (actions: readonly Action<string>[]) => readonly Element[];
  readonly form: (form: Form<string>) => readonly Element[];
};

const nothing: Draw = { actions: () => [], form: () => [] };

const drawFor = (language: Language, { kind }: View): Draw => {
  const taken = new Set<string>();
  switch (kind) {
    case 'everyone':
      return { ...nothing, actions: (actions) => everyonesActions(language, actions) };
    case 'own':
    case 'personal':
      return {
        actions: (actions) => ownActions(language, actions, taken),
        form: (form) => {
          if (taken.has(form.command.do)) return [];
          taken.add(form.command.do);
          return [openForm(language, form)];
        },
      };
    case 'thread':
      return nothing;
    default:
      return kind satisfies never;
  }
};

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');

const noticeBox = (notice: Notice<string>, room: Room): Element => ({
  type: 'Container',
  style: 'emphasis',
  bleed: true,
  items: [
    rich([bold(orDash(shown(notice.title, limits.header)))]),
    ...notice.blocks.flatMap((block) => renderBlock(block, { room, draw: nothing })),
  ],
});

const leftOut = ({ drawing }: Language, count: number): RichText => rich([aside(drawing.leftOut(count))]);
/** What the note about what was left out may take. */
const noteBytes = 200;

/** The first elements that fit, buttons and notices before everything else, in their order and with a note of how many are missing. */
const trimmed = (
  elements: readonly Element[],
  { bytes, missing, language }: { readonly bytes: number; readonly missing: number; readonly language: Language },
) => {
  let room = { bytes: bytes - noteBytes, elements: limits.elements - 1 };
  const kept = new Set<Element>();
  // Containers hold what the reader is told.
  const isFirst = ({ type }: Element): boolean => type === 'ActionSet' || type === 'Container';
  for (const element of elements.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))) {
    const size = sizeOf(element) + 1;
    if (room.elements < 1 || room.bytes < size) continue;
    kept.add(element);
    room = { bytes: room.bytes - size, elements: room.elements - 1 };
  }
  return [...elements.filter((element) => kept.has(element)), leftOut(language, elements.length - kept.size + missing)];
};

const shell = ({ drawing }: Language, view: View, body: readonly Element[]): AdaptiveCard => ({
  type: 'AdaptiveCard',
  version: '1.5',
  fallbackText: drawing.cannotShow,
  msteams: { width: 'Full' },
  // Without names Teams would fetch an own view for everybody in a small team.
  ...(view.kind === 'everyone' && view.request !== undefined && view.userIds.length > 0
    ? { refresh: { action: lookAction(view.request, { title: drawing.showMyActions, auto: true }), userIds: view.userIds } }
    : {}),
  body,
});

/** The blocks that are drawn at all: what certainly does not fit is not. */
const drawable = (blocks: readonly Block<string>[]): readonly Block<string>[] => {
  const buttons = blocks.filter(({ kind }) => kind === 'actions').slice(0, limits.elements);
  const others = blocks.filter(({ kind }) => kind !== 'actions').slice(0, limits.elements);
  const kept = new Set([...buttons, ...others]);
  return blocks.filter((block) => kept.has(block));
};

/** A card for these readers, with what its reader is told, if anything, at its end, where the buttons are; less of it when it would be too large. */
export const renderCard = (
  language: Language,
  drawn: Card,
  { view, notice: told }: { readonly view: View; readonly notice?: Notice | undefined },
): AdaptiveCard => {
  const card = sayCard(language, drawn);
  const notice = told && sayNotice(language, told);
  const blocks = drawable(card.blocks);
  const missing = card.blocks.length - blocks.length;
  const bytes = limits.bytes - sizeOf(shell(language, view, []));
  const again =
    view.kind === 'own' && view.barred
      ? actionSets([lookAction(view.request, { title: language.drawing.showMyActions, auto: false })])
      : [];
  let elements: readonly Element[] = [];
  for (const [index, size] of [...sizes.slice(0, 1), ...sizes].entries()) {
    const room = { ...size, language, pictures: index === 0 };
    const draw = drawFor(language, view);
    elements = [...blocks.flatMap((block) => renderBlock(block, { room, draw })), ...again, ...(notice ? [noticeBox(notice, room)] : [])];
    if (elements.length === 0) elements = [rich([words(orDash(shown(card.summary, limits.summary)))])];
    if (missing === 0 && elements.length <= limits.elements && sizeOf(elements) <= bytes) return shell(language, view, elements);
  }
  return shell(language, view, trimmed(elements, { bytes, missing, language }));
};

/** A card as a message, with the fallback text that notifications get. */
export const cardActivity = (language: Language, card: Card, view: View): Partial<Activity> => ({
  type: 'message',
  summary: orDash(shown(sayPhrase(language, card.summary), limits.summary)),
  attachments: [{ contentType: adaptiveCardType, content: renderCard(language, card, { view }) }],
});
