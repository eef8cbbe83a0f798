import type { FormEvent, KeyboardEvent } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { Send } from './icons.tsx';
import type { Suggestion, Vocabulary } from './suggestions.ts';
import { suggest, usageOf } from './suggestions.ts';

export type ComposerProps = {
  readonly label: string;
  readonly vocabulary: Vocabulary;
  /** What is said below the box while nothing is typed. */
  readonly hintText: string;
  readonly onSay: (text: string) => Promise<boolean>;
};

/** The message box: Enter sends, and a list of completions opens while a command, a channel or a person is typed. */
export const Composer = ({ label, vocabulary, hintText, onSay }: ComposerProps) => {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const hint = useId();
  const offers = open ? suggest(text, vocabulary) : [];
  const commandLine = (words: string): string => `${vocabulary.prefix} ${words}`.trim();
  const usage = usageOf(text, vocabulary);

  // The list scrolls; what the arrow keys chose must be seen.
  useEffect(() => {
    document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [list, active]);

  const write = (next: string) => {
    setText(next);
    setActive(0);
    setOpen(true);
  };
  const take = (offer: Suggestion) => {
    write(offer.insert);
    input.current?.focus();
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const said = text.trim();
    if (said === '' || busy) return;
    setBusy(true);
    const taken = await onSay(said);
    setBusy(false);
    if (taken) write('');
    setOpen(false);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const offer = offers[active];
    if (!offer) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : offers.length - 1)) % offers.length);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      setOpen(false);
    } else if ((event.key === 'Tab' && !event.shiftKey) || event.key === 'Enter') {
      event.preventDefault();
      take(offer);
    }
  };

  return (
    <form className="composer" onSubmit={(event) => void send(event)}>
      {offers.length > 0 && (
        <div className="offers" id={list} role="listbox" aria-label="Suggestions">
          {offers.map((offer, index) => (
            <div
              key={offer.insert}
              id={`${list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onMouseDown={(event) => {
                event.preventDefault();
                take(offer);
              }}
            >
              <code>{offer.label}</code>
              <span>{offer.about}</span>
            </div>
          ))}
        </div>
      )}
      <div className="composer-box">
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={offers.length > 0}
          aria-controls={list}
          aria-describedby={hint}
          aria-activedescendant={offers.length > 0 ? `${list}-${active}` : undefined}
          autoComplete="off"
          spellCheck="false"
          placeholder={`${label} – or type ${commandLine('help')}`}
          value={text}
          maxLength={3000}
          onChange={(event) => write(event.target.value)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="send" aria-label="Send" disabled={busy || text.trim() === ''}>
          <Send />
        </button>
      </div>
      <p className="composer-hint" id={hint}>
        {usage ? (
          <>
            <code>{commandLine(usage.usage)}</code> {usage.about}
          </>
        ) : (
          hintText
        )}
      </p>
    </form>
  );
};
