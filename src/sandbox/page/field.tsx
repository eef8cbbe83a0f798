import { useId } from 'react';
import type { FieldView } from './blocks.ts';

export type FieldProps = {
  readonly field: FieldView;
  readonly answer: readonly string[];
  readonly error: string | undefined;
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
    case 'select':
      return (
        <select {...shared} onChange={(event) => onAnswer(event.target.value === '' ? [] : [event.target.value])}>
          <option value="">{field.placeholder === '' ? 'Choose…' : field.placeholder}</option>
          {field.options.map((option) => (
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
