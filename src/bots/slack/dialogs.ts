/** Dialogs: form and notice -> Slack modal. */
import type { InputBlock, ModalView } from '@slack/types';
import type { Field, Form, Notice } from '../card.ts';
import type { Language } from '../languages/english.ts';
import { sayForm, sayNotice } from '../say.ts';
import { renderBlocks } from './blocks.ts';
import { limits, orDash, plain, rich, section, shown } from './text.ts';

export const formCallback = 'egress:form';
export const noticeCallback = 'egress:notice';

const input = ({ drawing }: Language, field: Field<string>): Pick<InputBlock, 'element' | 'label' | 'hint' | 'optional'> => {
  switch (field.kind) {
    case 'text': {
      const max = Math.min(Math.max(Math.floor(field.maxLength), 1), limits.inputLength);
      const min = Math.min(Math.max(Math.floor(field.minLength), 0), max);
      return {
        label: plain(field.label, limits.label),
        element: {
          type: 'plain_text_input',
          action_id: field.name,
          multiline: field.short !== true,
          ...(field.required ? { min_length: min } : {}),
          max_length: max,
          ...(field.initial === undefined ? {} : { initial_value: field.initial.slice(0, max) }),
        },
        ...(field.hint.trim() === '' ? {} : { hint: plain(field.hint, limits.label) }),
        optional: !field.required,
      };
    }
    case 'choice': {
      const options = field.options.slice(0, limits.options).map(({ value, label, detail }) => ({
        text: plain(label, limits.optionText),
        value: value.slice(0, limits.optionValue),
        ...(detail === undefined ? {} : { description: plain(detail, limits.optionText) }),
      }));
      const initial = options.find(({ value }) => value === field.initial);
      return {
        label: plain(field.label, limits.label),
        element: {
          type: 'static_select',
          action_id: field.name,
          placeholder: plain(drawing.chooseOne, 150),
          options,
          ...(initial ? { initial_option: initial } : {}),
        },
        optional: false,
      };
    }
    case 'channel':
      return {
        label: plain(field.label, limits.label),
        element: {
          type: 'conversations_select',
          action_id: field.name,
          filter: { include: ['public', 'private'], exclude_bot_users: true, exclude_external_shared_channels: true },
          // A direct conversation is none of those that the filter lets through.
          ...(field.initial !== undefined && /^[CG]/.test(field.initial) ? { initial_conversation: field.initial } : {}),
        },
        optional: false,
      };
    case 'person':
      return {
        label: plain(field.label, limits.label),
        element: { type: 'users_select', action_id: field.name, ...(field.initial === undefined ? {} : { initial_user: field.initial }) },
        optional: false,
      };
    case 'date':
      return {
        label: plain(field.label, limits.label),
        element: { type: 'datepicker', action_id: field.name, ...(field.initial === undefined ? {} : { initial_date: field.initial }) },
        hint: plain(field.hint, limits.label),
        optional: true,
      };
    case 'confirm':
      return {
        label: plain(field.label, limits.label),
        element: {
          type: 'checkboxes',
          action_id: field.name,
          options: [{ text: plain(drawing.confirm, limits.optionText), value: 'yes' }],
        },
        optional: false,
      };
    default:
      return field satisfies never;
  }
};

/** Where a dialog was opened from: a channel, or the Home tab. */
export type Origin = { readonly channel?: string; readonly home?: true };

/** A dialog to fill in; the form's command and where it was opened from travel in `private_metadata`. */
export const renderForm = (language: Language, asked: Form, origin: Origin = {}): ModalView => {
  const form = sayForm(language, asked);
  const inputs = form.fields.map((field, index): InputBlock => ({ type: 'input', block_id: `field-${index}`, ...input(language, field) }));
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: JSON.stringify({ command: form.command, ...origin }),
    title: plain(form.title, limits.modalTitle),
    submit: plain(form.submit, limits.modalTitle),
    close: plain(language.drawing.cancel, limits.modalTitle),
    blocks: [...renderBlocks(language, form.blocks, { blocks: limits.modalBlocks - inputs.length, json: limits.modalJson }), ...inputs],
  };
};

/** A dialog that only tells something. */
export const renderNotice = (language: Language, said: Notice): ModalView => {
  const notice = sayNotice(language, said);
  const blocks = renderBlocks(language, notice.blocks, { blocks: limits.modalBlocks, json: limits.modalJson });
  return {
    type: 'modal',
    callback_id: noticeCallback,
    title: plain(notice.title, limits.modalTitle),
    close: plain(language.drawing.close, limits.modalTitle),
    blocks: blocks.length === 0 ? [rich([section([{ type: 'text', text: orDash(shown(notice.title, 100)) }])])] : blocks,
  };
};
