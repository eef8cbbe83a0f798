/** Slack's modal, with form controls of its own: the drawing library has none that answer. */

import type { FormEvent, RefObject } from 'react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { DialogView } from '../view.ts';
import * as api from './api.ts';
import type { FieldView } from './blocks.ts';
import { fieldOf, stateOf } from './blocks.ts';
import type { Directory } from './drawn-blocks.tsx';
import { DrawnBlocks } from './drawn-blocks.tsx';
import { Field } from './field.tsx';
import { Cross, Mark } from './icons.tsx';
import { useLocale } from './locale.ts';

type Answers = Readonly<Record<string, readonly string[]>>;

const initialAnswers = (fields: readonly FieldView[]): Answers =>
  Object.fromEntries(fields.map((field) => [field.block, 'initial' in field && field.initial !== '' ? [field.initial] : []]));

/** What Slack's own client says around a dialog. */
const ownWords = (locale: string) =>
  locale.startsWith('de')
    ? { write: 'Bitte schreiben Sie hier etwas.', choose: 'Bitte wählen Sie aus.', close: 'Dialog schließen', sending: 'Wird gesendet …' }
    : { write: 'Please write something here.', choose: 'Please choose.', close: 'Close the dialog', sending: 'Sending…' };

/** What it refuses before anything is sent. */
const missing = (fields: readonly FieldView[], answers: Answers, say: ReturnType<typeof ownWords>): Record<string, string> =>
  Object.fromEntries(
    fields
      .filter((field) => !field.optional && (answers[field.block] ?? []).join('').trim() === '')
      .map((field) => [field.block, field.kind === 'text' ? say.write : say.choose]),
  );

const valuesOf = (fields: readonly FieldView[], answers: Answers): api.DialogValues =>
  Object.fromEntries(fields.map((field) => [field.block, { [field.action]: stateOf(field, answers[field.block] ?? []) }]));

type Part =
  | { readonly kind: 'field'; readonly field: FieldView }
  | { readonly kind: 'shown'; readonly blocks: unknown[]; readonly key: string };

const partsOf = (blocks: readonly unknown[]): readonly Part[] => {
  const parts: Part[] = [];
  for (const block of blocks) {
    const field = fieldOf(block);
    const last = parts.at(-1);
    if (field) parts.push({ kind: 'field', field });
    else if (last?.kind === 'shown') last.blocks.push(block);
    else parts.push({ kind: 'shown', blocks: [block], key: `shown-${parts.length}` });
  }
  return parts;
};

export type DialogProps = {
  readonly as: string;
  readonly dialog: DialogView;
  readonly directory: Directory;
  readonly theme: 'light' | 'dark';
};

/** Makes the element modal: the page behind is inert, and the focus is on the heading, as what is read first. */
const useModal = (element: RefObject<HTMLDialogElement | null>, heading: RefObject<HTMLElement | null>) =>
  useLayoutEffect(() => {
    const modal = element.current;
    modal?.showModal();
    heading.current?.focus();
    return () => {
      // Gives the focus back to what opened it. A card that was decided has no such button any more: then the messages have it.
      modal?.close();
      const at = document.activeElement;
      const lost = at === document.body || modal?.contains(at);
      if (lost) document.querySelector<HTMLElement>('[role="log"]')?.focus({ preventScroll: true });
    };
  }, [element, heading]);

export const Dialog = ({ as, dialog, directory, theme }: DialogProps) => {
  const locale = useLocale();
  const say = ownWords(locale);
  const element = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const news = useRef<HTMLParagraphElement>(null);
  const shown = useRef(dialog);
  const [title, described] = [useId(), useId()];
  const parts = partsOf(dialog.blocks);
  const fields = parts.flatMap((part) => (part.kind === 'field' ? [part.field] : []));
  const [answers, setAnswers] = useState<Answers>(() => initialAnswers(fields));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  useModal(element, heading);

  // The answer to a form takes its place in the same dialog.
  useEffect(() => {
    if (shown.current === dialog) return;
    shown.current = dialog;
    setErrors({});
    setProblem(undefined);
    heading.current?.focus();
    // biome-ignore lint/performance/useDomNodeTextContent: textContent would run the lines together, and they are read aloud.
    if (news.current) news.current.textContent = body.current?.innerText ?? '';
  }, [dialog]);

  // As many of the fields that are wrong as fit are scrolled to, the first of them for certain.
  useLayoutEffect(() => {
    const wrong = [...(element.current?.querySelectorAll<HTMLElement>('.field:has(.field-error)') ?? [])];
    for (const field of wrong.toReversed()) field.scrollIntoView({ block: 'nearest' });
    if (Object.keys(errors).length > 0) wrong[0]?.querySelector<HTMLElement>('[data-block]')?.focus({ preventScroll: true });
  }, [errors]);

  const close = async () => {
    const reply = await api.closeDialog({ as, dialog: dialog.id });
    if (!reply.ok) setProblem(reply.problem);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const empty = missing(fields, answers, say);
    setErrors(empty);
    setProblem(undefined);
    if (Object.keys(empty).length > 0) return;
    setBusy(true);
    const reply = await api.submitDialog({ as, dialog: dialog.id, values: valuesOf(fields, answers) });
    setBusy(false);
    if (!reply.ok) return setProblem(reply.problem);
    setErrors(reply.value.errors);
  };

  return (
    <dialog
      ref={element}
      className="modal"
      lang={locale}
      aria-labelledby={title}
      aria-describedby={fields.length === 0 ? described : undefined}
      onCancel={(event) => {
        event.preventDefault();
        void close();
      }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <header className="modal-head">
          <Mark />
          <h2 id={title} ref={heading} tabIndex={-1}>
            {dialog.title}
          </h2>
          <button type="button" className="icon-button" aria-label={say.close} onClick={() => void close()}>
            <Cross size={18} />
          </button>
        </header>
        <p className="sr-only" role="status" ref={news} />
        <div className="modal-body" id={described} ref={body}>
          {parts.map((part) =>
            part.kind === 'shown' ? (
              <DrawnBlocks key={part.key} blocks={part.blocks} directory={directory} theme={theme} />
            ) : (
              <Field
                key={part.field.block}
                field={part.field}
                answer={answers[part.field.block] ?? []}
                directory={directory}
                error={errors[part.field.block]}
                onAnswer={(answer) => setAnswers((before) => ({ ...before, [part.field.block]: answer }))}
              />
            ),
          )}
        </div>
        {problem !== undefined && (
          <p className="modal-problem" role="alert">
            {problem}
          </p>
        )}
        <footer className="modal-foot">
          <button type="button" className="button" onClick={() => void close()}>
            {dialog.close}
          </button>
          {dialog.submit !== undefined && (
            <button type="submit" className={`button ${dialog.danger ? 'button-danger' : 'button-primary'}`} disabled={busy}>
              {busy ? say.sending : dialog.submit}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
};
