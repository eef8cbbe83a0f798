/** What was filled into a form, parsed once for every platform. */
import { adminRole } from '../workflow/permissions.ts';
import { projectIdPattern } from '../workflow/policy.ts';
import { rejectionCategories } from '../workflow/request.ts';
import { minimumReason } from '../workflow/service.ts';
import type { FormAnswer, FormCommand, NamedPerson, Phrase } from './card.ts';

const longestAnswer = 2000;

/** What was filled in, by field name (`forms.ts`, `admin-forms.ts`). */
export type Filled = {
  readonly written: (name: string) => string | undefined;
  /** The value of a choice, a channel or a date. */
  readonly chosen: (name: string) => string | undefined;
  /** Undefined when the form had no such box. */
  readonly ticked: (name: string) => boolean | undefined;
  readonly named: (name: string) => NamedPerson | undefined;
};

/** `problem` collects a sentence for each field that must be mended first. */
type Reader = Filled & { readonly problem: (name: string, said: Phrase) => void; readonly words: (name: string) => string };

const choice = ({ chosen, problem }: Reader, name: string): string | undefined => {
  const value = chosen(name);
  if (value === undefined) problem(name, (language) => language.drawing.pleaseChoose);
  return value;
};

/** A project of the policy, or another that is typed. */
const projectIn = (form: Reader): string | undefined => {
  const typed = form.words('other-project');
  if (typed === '') return choice(form, 'project');
  if (!projectIdPattern.test(typed)) form.problem('other-project', (language) => language.problems.projectId);
  return typed;
};

const required = ({ words, problem }: Reader, name: string): string => {
  const said = words(name);
  if (said === '') problem(name, (language) => language.drawing.fillIn);
  return said;
};

const read = (command: FormCommand, form: Reader): FormAnswer | undefined => {
  switch (command.do) {
    case 'approve': {
      const comment = form.words('comment');
      const declared = form.ticked('independent');
      if (declared === false) form.problem('independent', (language) => language.drawing.pleaseConfirm);
      return { ...command, declaredIndependent: declared === true, ...(comment === '' ? {} : { comment }) };
    }
    case 'reject': {
      const reason = form.words('reason');
      if ([...reason].length < minimumReason) form.problem('reason', (language) => language.problems.reasonTooShort(minimumReason));
      const category = rejectionCategories.find((name) => name === form.chosen('category'));
      if (!category) form.problem('category', (language) => language.drawing.pleaseChoose);
      return category && { ...command, category, reason };
    }
    case 'abort':
    case 'discard': {
      const reason = form.words('reason');
      if ([...reason].length < minimumReason) form.problem('reason', (language) => language.problems.reasonTooShort(minimumReason));
      return { ...command, reason };
    }
    case 'ask':
      return { ...command, text: required(form, 'question') };
    case 'answer':
      return { ...command, text: required(form, 'text') };
    case 'map': {
      const channel = choice(form, 'channel');
      const role = choice(form, 'role');
      const project = projectIn(form);
      return channel === undefined || role === undefined || project === undefined ? undefined : { do: 'map', channel, role, project };
    }
    case 'grant': {
      const who = form.named('person');
      if (!who) form.problem('person', (language) => language.problems.namePerson);
      const role = choice(form, 'role');
      const project = projectIn(form);
      if (role === adminRole && project !== undefined && project !== '*')
        form.problem(form.words('other-project') === '' ? 'project' : 'other-project', (language) => language.problems.adminOfAll);
      const until = form.chosen('until');
      if (!who || role === undefined || project === undefined) return undefined;
      return { do: 'grant', who, role, project, ...(until === undefined ? {} : { until }) };
    }
    case 'unmap':
    case 'revoke-grant': {
      const which = choice(form, 'which');
      return which === undefined ? undefined : { do: command.do, which };
    }
    case 'unmap-entry':
    case 'take-back-entry':
      return command;
    default:
      return command satisfies never;
  }
};

/** The answer, or a sentence for each field that must be mended first. */
export const readAnswer = (
  command: FormCommand,
  filled: Filled,
): { readonly answer: FormAnswer } | { readonly problems: Readonly<Record<string, Phrase>> } => {
  const problems: Record<string, Phrase> = {};
  const problem: Reader['problem'] = (name, said) => {
    problems[name] ??= said;
  };
  const words: Reader['words'] = (name) => {
    const said = filled.written(name)?.trim() ?? '';
    if (said.length > longestAnswer) problem(name, (language) => language.problems.tooLong(longestAnswer));
    return said;
  };
  const answer = read(command, { ...filled, problem, words });
  return answer && Object.keys(problems).length === 0 ? { answer } : { problems };
};
