import { useId } from 'react';
import type { FieldView, Option } from './blocks.ts';
import type { Directory } from './drawn-blocks.tsx';

export type FieldProps = {
  readonly field: FieldView;
  readonly answer: readonly string[];
  readonly error: string | undefined;
  readonly directory: Directory;
  readonly onAnswer: (answer: readonly string[]) => void;
};

type ControlProps = FieldProps & { readonly id: string; readonly describedBy: string | undefined };

const Choices = ({ field, answer, error, onAnswer, describedBy }: ControlProps) => {
  const name = useId();
  if (field.kind !== 'checkboxes' && field.kind !== 'radio') return undefined;
  const many = field.kind === 'checkboxes';
  const toggle = (value: string) => {
    if (!many) return onAnswer([value]);
    onAnswer(answer.includes(value) ? answer.filter((each) => each !== value) : [...answer, value]);
  };
  return (
    <div className="choices">
      {field.options.map((option, index) => (
        <label key={option.value}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={answer.includes(option.value)}
            onChange={() => toggle(option.value)}
            aria-invalid={error !== undefined}
            aria-describedby={describedBy}
            {...(index === 0 ? { 'data-block': field.block } : {})}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
};

const named = ({ id, name }: { readonly id: string; readonly name: string }, mark: string): Option => ({
  value: id,
  label: `${mark}${name}`,
});

/** What can be chosen from a list; undefined for a field that is filled in otherwise. */
const listed = ({ field, directory }: FieldProps): readonly Option[] | undefined => {
  switch (field.kind) {
    case 'select':
      return field.options;
    case 'person':
      return directory.users.map((user) => named(user, ''));
    case 'channel':
      return directory.channels.map((channel) => named(channel, '#'));
    default:
      return undefined;
  }
};

const Control = (props: ControlProps) => {
  const { field, answer, error, onAnswer, id, describedBy } = props;
  const shared = {
    id,
    'data-block': field.block,
    'aria-invalid': error !== undefined,
    'aria-describedby': describedBy,
    'aria-required': !field.optional,
    value: answer[0] ?? '',
  };
  switch (field.kind) {
    case 'text': {
      const text = { ...shared, placeholder: field.placeholder, maxLength: field.maxLength };
      return field.multiline ? (
        <textarea {...text} rows={4} onChange={(event) => onAnswer([event.target.value])} />
      ) : (
        <input type="text" {...text} onChange={(event) => onAnswer([event.target.value])} />
      );
    }
    case 'date':
      return <input type="date" {...shared} onChange={(event) => onAnswer(event.target.value === '' ? [] : [event.target.value])} />;
    case 'select':
    case 'person':
    case 'channel':
      return (
        <select {...shared} onChange={(event) => onAnswer(event.target.value === '' ? [] : [event.target.value])}>
          <option value="">{field.placeholder === '' ? 'Choose…' : field.placeholder}</option>
          {listed(props)?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case 'checkboxes':
    case 'radio':
      return <Choices {...props} />;
    default:
      return field satisfies never;
  }
};

/** One labelled field of a dialog with its hint and its error. */
export const Field = (props: FieldProps) => {
  const { field, error } = props;
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [field.hint === '' ? '' : hintId, error === undefined ? '' : errorId].filter((each) => each !== '').join(' ');
  const group = field.kind === 'checkboxes' || field.kind === 'radio';
  const label = (
    <>
      {field.label} {field.optional && <span className="optional">(optional)</span>}
    </>
  );
  const rest = (
    <>
      <Control {...props} id={id} describedBy={describedBy === '' ? undefined : describedBy} />
      {error !== undefined && (
        <p className="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
      {field.hint !== '' && (
        <p className="field-hint" id={hintId}>
          {field.hint}
        </p>
      )}
    </>
  );
  return group ? (
    <fieldset className="field">
      <legend>{label}</legend>
      {rest}
    </fieldset>
  ) : (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rest}
    </div>
  );
};
