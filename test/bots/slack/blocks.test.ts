import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, Card } from '../../../src/bots/card.ts';
import { commandOf, line, text } from '../../../src/bots/card.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { readCommand } from '../../../src/bots/slack/actions.ts';
import { renderCard } from '../../../src/bots/slack/blocks.ts';
import { renderForm, renderNotice } from '../../../src/bots/slack/dialogs.ts';
import { messageProblems, viewProblems } from '../../../src/sandbox/slack/limits.ts';
import { anyCard, anyForm, anyNotice, anyPressable } from '../arbitrary-card.ts';
import { aForm, instant, rejectForm, requestId } from './program.ts';

const at = instant('2026-11-22T14:02:00.000Z');

const requestCard: Card = {
  summary: 'Egress request 1a2b3c4d: Information Governance review, stage 1 of 2',
  blocks: [
    { kind: 'header', icon: '🟡', text: 'Egress request 1a2b3c4d: Information Governance review, stage 1 of 2' },
    {
      kind: 'facts',
      facts: [
        { label: 'Contents', value: line(text('12 files, 3.4 MB', 'bold'), ' (8 csv, 4 png)') },
        { label: 'Project', value: line('proj-small') },
        { label: 'Workspace', value: line('<!channel> *Cohort* (ws-1)') },
        { label: 'Submitted', value: line({ kind: 'instant', at }) },
        { label: 'Request', value: line(text(requestId, 'code')) },
      ],
    },
    {
      kind: 'list',
      title: 'Files',
      items: [line(text('tables/a&b.csv', 'code'), '  1.2 MB'), line(text('plots/\u202Egnp.exe', 'code'), '  9 kB')],
      more: 10,
    },
    { kind: 'text', line: line('Due ', { kind: 'instant', at }, '. Look at the files in <your> workspace.'), tone: 'muted' },
    {
      kind: 'actions',
      actions: [
        { kind: 'form', label: 'Approve', form: aForm },
        { kind: 'form', label: 'Reject', form: rejectForm },
        { kind: 'button', label: 'Files', style: 'normal', command: { do: 'files', request: requestId } },
        { kind: 'button', label: "I'm reviewing", style: 'normal', command: { do: 'claim', request: requestId, stage: 0 } },
      ],
    },
  ],
};

const releaseCard: Card = {
  summary: 'Egress request 1a2b3c4d is released',
  blocks: [
    { kind: 'text', line: line('✅ Approved by Inés Okafor.'), tone: 'normal' },
    {
      kind: 'actions',
      actions: [
        { kind: 'url', label: 'Download', url: 'https://lake.example/egress_data.zip?X-Amz-Signature=abc' },
        { kind: 'button', label: 'Get link', style: 'normal', command: { do: 'link', request: requestId } },
      ],
    },
  ],
};

const pretty = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

describe('the rendering is as checked in', () => {
  test.each([
    ['request-card', () => renderCard(english, requestCard)],
    ['release-card', () => renderCard(english, releaseCard)],
    ['approve-form', () => renderForm(english, aForm, { channel: 'C01IG' })],
    [
      'reject-form',
      () =>
        renderForm(english, {
          ...rejectForm,
          fields: [{ kind: 'confirm', name: 'independent', label: 'I did not ask for this egress' }, ...rejectForm.fields],
        }),
    ],
    [
      'notice',
      () =>
        renderNotice(english, {
          title: 'You cannot decide this one',
          blocks: [{ kind: 'text', line: line('You asked for it.'), tone: 'normal' }],
        }),
    ],
  ])('for a %s', async (name, render) => {
    await expect(pretty(render())).toMatchFileSnapshot(`golden/${name}.json`);
  });
});

/** Every string of a rendering with the kind of object that holds it. */
const strings = (value: unknown, holder = ''): readonly { readonly holder: string; readonly text: string }[] => {
  if (typeof value === 'string') return [{ holder, text: value }];
  if (Array.isArray(value)) return value.flatMap((each) => strings(each, holder));
  if (typeof value !== 'object' || value === null) return [];
  const kind = 'type' in value && typeof value.type === 'string' ? value.type : holder;
  return Object.values(value).flatMap((each) => strings(each, kind));
};

/** Big cards take their time to make up. */
const runs = { numRuns: 40 };

describe('I13: whatever a card holds', () => {
  test('a message is within what Slack takes, and its fallback says something', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const message = renderCard(english, card);
        expect(messageProblems(message)).toEqual([]);
        expect(message.text.trim()).not.toBe('');
      }),
      runs,
    );
  });

  test('a form and a notice are within what Slack takes, and the form keeps all its fields', () => {
    fc.assert(
      fc.property(anyForm, anyNotice, (form, notice) => {
        const view = renderForm(english, form, { channel: 'C01IG' });
        expect(viewProblems(view)).toEqual([]);
        expect(view.blocks.filter(({ type }) => type === 'input')).toHaveLength(form.fields.length);
        expect(viewProblems(renderNotice(english, notice))).toEqual([]);
      }),
      runs,
    );
  });

  test('no word of others is markup: nothing is mrkdwn, and the fallback has no brackets', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { text: fallback, blocks } = renderCard(english, card);
        expect(fallback).not.toMatch(/[<>]/);
        expect(
          blocks.map((block) => block.type).filter((type) => !['header', 'rich_text', 'context', 'actions', 'section'].includes(type)),
        ).toEqual([]);
        const kinds = strings(blocks).map(({ text: kind }) => kind);
        expect(kinds).not.toContain('mrkdwn');
        expect(kinds).not.toContain('link');
        expect(kinds).not.toContain('broadcast');
      }),
      runs,
    );
  });

  test('nothing unseen survives', () => {
    fc.assert(
      fc.property(anyCard, anyNotice, (card, notice) => {
        const shown = strings([renderCard(english, card), renderNotice(english, notice)])
          .map(({ text: each }) => each)
          .filter((each) => !each.startsWith('{') && !each.startsWith('http'));
        // A line break stands only where a fact begins, which is ours.
        for (const each of shown) expect(each.replace(/^\n/, '')).not.toMatch(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u);
      }),
      runs,
    );
  });

  test('a quiet button has no colour of its own, so that only the decisions have one', () => {
    const drawn = (quiet?: true) =>
      JSON.stringify(
        renderCard(english, {
          summary: 's',
          blocks: [{ kind: 'actions', actions: [{ kind: 'form', label: 'Ask', form: aForm, ...(quiet ? { quiet } : {}) }] }],
        }),
      );
    expect(drawn()).toContain('"style":"primary"');
    expect(drawn(true)).not.toContain('"style"');
  });

  test('a button carries its command there and back', () => {
    fc.assert(
      fc.property(anyPressable, (action) => {
        const { blocks } = renderCard(english, { summary: '', blocks: [{ kind: 'actions', actions: [action] }] });
        const [block] = blocks;
        const element = block?.type === 'actions' ? block.elements[0] : undefined;
        expect(readCommand(element?.type === 'button' ? element.value : undefined)).toEqual(commandOf(action));
      }),
      runs,
    );
  });
});

describe('what does not fit', () => {
  const item = line('x'.repeat(290));
  test('of a list is counted', () => {
    const { blocks } = renderCard(english, {
      summary: 's',
      blocks: [{ kind: 'list', title: 'Files', items: Array.from({ length: 500 }, () => item), more: 7 }],
    });
    expect(JSON.stringify(blocks)).toMatch(/and 4\d\d more/);
  });
  test('of a card is counted, and its buttons stay', () => {
    const blocks = Array.from({ length: 80 }, () => ({ kind: 'text', line: line('a'), tone: 'normal' }) as const);
    const last = requestCard.blocks.at(-1);
    const rendered = renderCard(english, { summary: 's', blocks: [...blocks, ...(last ? [last] : [])] }).blocks;
    expect(rendered).toHaveLength(50);
    expect(rendered.map(({ type }) => type)).toContain('actions');
    expect(JSON.stringify(rendered.at(-1))).toMatch(/and 32 more parts/);
  });
  test('of the buttons goes to further rows, each with action ids of its own', () => {
    const button = (index: number): Action => ({
      kind: 'button',
      label: `Get link ${index}`,
      style: 'normal',
      command: { do: 'link', request: requestId },
    });
    const { blocks } = renderCard(english, {
      summary: 's',
      blocks: [{ kind: 'actions', actions: Array.from({ length: 28 }, (_, index) => button(index)) }],
    });
    expect(blocks.map((block) => (block.type === 'actions' ? block.elements.length : 0))).toEqual([25, 3]);
  });
  test('as a link is said instead of cut, because half an address leads elsewhere', () => {
    const url = `https://lake.example/${'a'.repeat(3000)}`;
    const { blocks } = renderCard(english, {
      summary: 's',
      blocks: [{ kind: 'actions', actions: [{ kind: 'url', label: 'Download', url }] }],
    });
    expect(JSON.stringify(blocks)).toContain('Download');
    expect(JSON.stringify(blocks)).not.toContain('lake.example');
  });
});
