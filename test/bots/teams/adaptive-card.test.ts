import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Card, Notice } from '../../../src/bots/card.ts';
import { commandLine, line, text } from '../../../src/bots/card.ts';
import { english } from '../../../src/bots/languages/english.ts';
import type { View } from '../../../src/bots/teams/adaptive-card.ts';
import { cardActivity, renderCard } from '../../../src/bots/teams/adaptive-card.ts';
import { cardProblems, messageProblems } from '../../../src/sandbox/teams/limits.ts';
import { anyCard, anyNotice } from '../arbitrary-card.ts';
import { aForm, instant, rejectForm, requestId } from '../slack/program.ts';

const at = instant('2026-11-24T14:02:00.123Z');
const everyone: View = { kind: 'everyone', request: requestId, userIds: ['29:ada', '29:bob'] };
const own: View = { kind: 'own', request: requestId, barred: false };
const barred: Notice = {
  title: 'You cannot decide this one',
  blocks: [{ kind: 'text', line: line('You asked for it.'), tone: 'normal' }],
};

const requestCard: Card = {
  summary: 'Egress request 1a2b3c4d: Information Governance review',
  blocks: [
    { kind: 'header', icon: '🔎', text: 'Ward 7 **outcomes** (1a2b3c4d): Information Governance review' },
    {
      kind: 'facts',
      facts: [
        { label: 'Contents', value: line(text('12 files, 3.4 MB', 'bold'), ' (8 csv, 4 png)') },
        { label: 'Workspace', value: line('[click](https://evil.example) {{DATE(2026-01-01T00:00:00Z)}}') },
        { label: 'Deadline', value: line({ kind: 'instant', at }) },
        { label: 'Reviewing now', value: line(text('Inés', 'bold'), ', since ', { kind: 'instant', at }) },
        { label: 'Request', value: line(text(requestId, 'code')) },
      ],
    },
    { kind: 'list', title: 'Files', items: [line(text('tables/a&b.csv', 'code'), '  1.2 MB')], more: 10 },
    { kind: 'text', line: line('Get a link with ', commandLine('link 1a2b')), tone: 'muted' },
    {
      kind: 'actions',
      actions: [
        { kind: 'form', label: '✅ Approve…', form: { ...aForm, brief: line('proj-small: 12 files') } },
        {
          kind: 'form',
          label: '⛔ Reject…',
          form: {
            ...rejectForm,
            fields: [{ kind: 'confirm', name: 'independent', label: 'I did not ask for this' }, ...rejectForm.fields],
          },
        },
        { kind: 'button', label: '📄 Files', style: 'normal', command: { do: 'files', request: requestId } },
        { kind: 'url', label: 'Guide', url: 'https://example.ac.uk/guide' },
      ],
    },
  ],
};

const pretty = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

describe('the rendering is as checked in', () => {
  test.each([
    ['shared-card', () => cardActivity(english, requestCard, everyone)],
    ['own-card', () => renderCard(english, requestCard, { view: own })],
    [
      'barred-card',
      () =>
        renderCard(english, { ...requestCard, blocks: requestCard.blocks.slice(0, 2) }, { view: { ...own, barred: true }, notice: barred }),
    ],
    ['private-card', () => cardActivity(english, requestCard, { kind: 'personal' })],
    ['thread-line', () => cardActivity(english, { summary: 'Inés approved', blocks: [] }, { kind: 'thread' })],
  ])('for a %s', async (name, render) => {
    expect(cardProblems(Reflect.get(render(), 'attachments')?.[0]?.content ?? render())).toEqual([]);
    await expect(pretty(render())).toMatchFileSnapshot(`golden/${name}.json`);
  });
});

/** Every string of a rendering with the kind of object that holds it and the name it has there. */
type Held = { readonly holder: string; readonly key: string; readonly text: string };
const strings = (value: unknown, { holder, key }: Omit<Held, 'text'> = { holder: '', key: '' }): readonly Held[] => {
  if (typeof value === 'string') return [{ holder, key, text: value }];
  if (Array.isArray(value)) return value.flatMap((each) => strings(each, { holder, key }));
  if (typeof value !== 'object' || value === null) return [];
  const kind = 'type' in value && typeof value.type === 'string' ? value.type : holder;
  return Object.entries(value).flatMap(([name, each]) => strings(each, { holder: kind, key: name }));
};

const views = fc.constantFrom<View>(everyone, own, { ...own, barred: true }, { kind: 'personal' }, { kind: 'thread' });
/** Big cards take their time to make up. */
const runs = { numRuns: 60 };
const ourTime = /^\{\{DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,SHORT\)\}\} \{\{TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\}\}$/;

test('a person is searched for in the directory, or named by an address; neither input alone must be filled in', () => {
  const person = { kind: 'person', name: 'person', label: 'Person', hint: 'Their address', initialAddress: 'ada@example.org' } as const;
  const drawn = (initial: string) => {
    const form = { ...aForm, fields: [{ ...person, initial }] };
    const card = renderCard(english, { summary: 'x', blocks: [{ kind: 'form', form }] }, { view: { kind: 'personal' } });
    expect(cardProblems(card)).toEqual([]);
    return Object(card.body[0]).items.slice(0, 2);
  };
  const picker = {
    type: 'Input.ChoiceSet',
    id: 'approve-person',
    label: 'Person',
    placeholder: 'Search by name',
    choices: [],
    'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
  };
  const address = {
    type: 'Input.Text',
    id: 'approve-person-address',
    label: 'Or their e-mail address',
    style: 'email',
    maxLength: 254,
    placeholder: 'Their address',
    value: 'ada@example.org',
  };
  const id = 'bbbbbbbb-0000-4000-8000-000000000001';
  expect(drawn(id)).toEqual([{ ...picker, value: id }, address]);
  expect(drawn('no id')).toEqual([picker, address]);
});

describe('I13: whatever a card holds', () => {
  test('it is within what Teams takes, forms and notice with it, and its summary says something', () => {
    fc.assert(
      fc.property(anyCard, views, fc.option(anyNotice, { nil: undefined }), (card, view, notice) => {
        expect(cardProblems(renderCard(english, card, { view, notice }))).toEqual([]);
        const activity = cardActivity(english, card, view);
        expect(messageProblems(activity)).toEqual([]);
        expect(activity.summary?.trim()).not.toBe('');
      }),
      runs,
    );
  });

  test('no word of others is markup: a TextBlock holds our own times only, and there is no FactSet', () => {
    fc.assert(
      fc.property(anyCard, views, anyNotice, (card, view, notice) => {
        for (const { holder, key, text: said } of strings(renderCard(english, card, { view, notice }))) {
          if (holder === 'TextBlock' && key === 'text') expect(said).toMatch(ourTime);
          else expect(said).not.toContain('{{');
          // A picture is ours, and is fetched from nowhere.
          if (holder === 'Image' && key === 'url') expect(said).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/=]*$/);
          expect(['FactSet', 'Media']).not.toContain(said);
        }
      }),
      runs,
    );
  });

  test('a picture is left out before any word is, and says in words what it shows', () => {
    const items = Array.from({ length: 40 }, (_, n) => line(`line ${n} ${'x'.repeat(200)}`));
    const pictured = (png: string): Card => ({
      summary: 'figures',
      blocks: [
        { kind: 'image', name: 'figures', title: 'Figures', png, alt: 'Received 2' },
        { kind: 'list', title: 'All', items, more: 0 },
      ],
    });
    const [small, large] = ['A'.repeat(8), 'A'.repeat(12_000)].map((png) =>
      renderCard(english, pictured(png), { view: { kind: 'personal' } }),
    );
    expect(small?.body[0]).toMatchObject({ type: 'Image', altText: 'Received 2' });
    expect(JSON.stringify(large)).not.toContain('"Image"');
    expect(JSON.stringify(large)).toContain('line 39 ');
  });

  test('nothing unseen survives but what parts braces', () => {
    fc.assert(
      fc.property(anyCard, views, anyNotice, (card, view, notice) => {
        for (const { key, text: said } of strings([renderCard(english, card, { view, notice }), cardActivity(english, card, view).summary]))
          if (key !== 'url' && key !== 'data' && key !== 'value')
            expect(said.replaceAll('{\u2060', '{')).not.toMatch(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u);
      }),
      runs,
    );
  });

  test('I4: everybody in a channel is shown no button that does anything but fetch their own view', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const found = JSON.stringify(renderCard(english, card, { view: everyone }));
        expect(found).not.toMatch(/"type":"Action\.(?!Execute)/);
        for (const [, act] of found.matchAll(/"data":\{"do":"(\w+)"/g)) expect(act).toBe('look');
      }),
      runs,
    );
  });
});

describe('what does not fit', () => {
  const long = line('é'.repeat(290));
  test('of a list is counted', () => {
    const card: Card = {
      summary: 's',
      blocks: [{ kind: 'list', title: 'Files', items: Array.from({ length: 500 }, () => long), more: 7 }],
    };
    expect(JSON.stringify(renderCard(english, card, { view: own }))).toMatch(/and \d\d\d more/);
  });
  test('of a card is counted, and its buttons and what its reader is told stay', () => {
    const blocks = Array.from({ length: 400 }, () => ({ kind: 'text', line: long, tone: 'normal' }) as const);
    const last = requestCard.blocks.at(-1);
    const rendered = JSON.stringify(
      renderCard(english, { summary: 's', blocks: [...blocks, ...(last ? [last] : [])] }, { view: own, notice: barred }),
    );
    expect(rendered).toContain('Action.ShowCard');
    expect(rendered).toContain('You asked for it.');
    expect(rendered).toMatch(/and \d+ more parts/);
  });
  test('of the buttons goes to further rows', () => {
    const actions = Array.from({ length: 14 }, () => ({ kind: 'url', label: 'Guide', url: 'https://example.ac.uk/' }) as const);
    const { body } = renderCard(english, { summary: 's', blocks: [{ kind: 'actions', actions }] }, { view: own });
    expect(body.map((element) => (Array.isArray(element['actions']) ? element['actions'].length : 0))).toEqual([6, 6, 2]);
  });
  test('as a link is said instead of cut, because half an address leads elsewhere', () => {
    const url = `https://lake.example/${'a'.repeat(3000)}`;
    const rendered = JSON.stringify(
      renderCard(
        english,
        { summary: 's', blocks: [{ kind: 'actions', actions: [{ kind: 'url', label: 'Download', url }] }] },
        { view: own },
      ),
    );
    expect(rendered).toContain('Download');
    expect(rendered).not.toContain('lake.example');
  });
});
