/** A button beside each entry of a list of mappings or grants: its dialog is about that one alone, as it was shown. */
import { sha256 } from '../workflow/canonical.ts';
import type { Standing } from '../workflow/permissions.ts';
import { checkAdmin } from '../workflow/permissions.ts';
import type { Grant, Mapping } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import { listGrants, listMappings, listProposals } from '../workflow/roster.ts';
import type { Block, Card, EntryAction, Form, FormCommand, Inline, Phrase } from './card.ts';
import { line } from './card.ts';
import type { Answer } from './chat.ts';
import type { Asked, Context, Drawing } from './context.ts';
import { takeBack } from './grant-deeds.ts';
import { grantInline, grantLine } from './grant-line.ts';
import { mappingInline, mappingLine, unmapFrom } from './mapping-deeds.ts';

type EntryCommand = Extract<FormCommand, { do: 'unmap-entry' | 'take-back-entry' }>;

/** More entries than this leave no room for a button each: Slack refuses more blocks than some 10,000 characters, Teams more than 25 KB. */
export const mostEntries = 8;

/** Short enough for a choice and a button on every platform; what it stands for is looked up again when it comes back. */
export const choiceOf = (key: string): string => sha256(key).slice(0, 32);

/** The same in a list of choices, with the version that was shown; entries of what has changed since are no longer in the list. */
export const shownChoiceOf = ({ key, version }: Mapping | Grant): string => `${choiceOf(key)}.${version}`;

const about = (sentence: Phrase): Block => ({ kind: 'text', tone: 'normal', line: line(sentence) });

const unmapForm = (context: Pick<Drawing, 'roleLabel'>, mapping: Mapping): Form => ({
  title: (say) => say.rosterForms.titles.unmap,
  submit: (say) => say.rosterForms.submits.unmap,
  style: 'danger',
  brief: mappingLine(context)(mapping),
  blocks: [about((say) => say.rosterForms.intros.unmap)],
  fields: [],
  command: { do: 'unmap-entry', entry: choiceOf(mapping.key), version: mapping.version },
});

const takeBackForm = (context: Pick<Drawing, 'roleLabel'>, grant: Grant): Form => ({
  title: (say) => say.rosterForms.titles['revoke-grant'],
  submit: (say) => say.rosterForms.submits['revoke-grant'],
  style: 'danger',
  brief: grantLine(context)(grant),
  blocks: [about((say) => say.rosterForms.intros['revoke-grant'])],
  fields: [],
  command: { do: 'take-back-entry', entry: choiceOf(grant.key), version: grant.version },
});

const row = (entry: Inline, action: Pick<EntryAction, 'label' | 'spoken' | 'form'>): Block => ({
  kind: 'row',
  line: line(entry),
  action: { kind: 'form', quiet: true, ...action },
});

/** A mapping and its button. */
export const mappingEntry = (context: Pick<Drawing, 'roleLabel'>, mapping: Mapping): Block => {
  const entry = mappingInline(context, mapping);
  return row(entry, { label: (say) => say.entries.unmap, spoken: (say) => say.entries.unmapOf(entry), form: unmapForm(context, mapping) });
};

/** A grant and its button. */
export const grantEntry = (context: Pick<Drawing, 'roleLabel'>, grant: Grant): Block => {
  const entry = grantInline(context, grant);
  return row(entry, {
    label: (say) => say.entries.takeBack,
    spoken: (say) => say.entries.takeBackOf(entry),
    form: takeBackForm(context, grant),
  });
};

const isIt =
  ({ entry, version }: EntryCommand) =>
  (one: Mapping | Grant): boolean =>
    choiceOf(one.key) === entry && one.version === version;

const mappingOf = async ({ roster }: Context, command: EntryCommand): Promise<Outcome<Mapping>> => {
  const found = (await listMappings(roster)).find(isIt(command));
  return found ? done(found) : refused({ kind: 'changed-entry', of: 'mappings' });
};

const grantOf = async ({ roster }: Context, command: EntryCommand): Promise<Outcome<Grant>> => {
  const found = [...(await listGrants(roster)), ...(await listProposals(roster))].find(isIt(command));
  return found ? done(found) : refused({ kind: 'changed-entry', of: 'grants' });
};

/** The dialog for this entry, for admins; refused when the entry is no longer as it was shown. */
export const openEntryForm = async (context: Context, standing: Standing, command: EntryCommand): Promise<Outcome<Answer>> => {
  const barred = checkAdmin(standing);
  if (barred) return refused(barred);
  const { roleLabel } = context;
  if (command.do === 'unmap-entry') {
    const mapping = await mappingOf(context, command);
    return mapping.ok ? done({ kind: 'form', form: inFull(unmapForm({ roleLabel }, mapping.value)) }) : mapping;
  }
  const grant = await grantOf(context, command);
  return grant.ok ? done({ kind: 'form', form: inFull(takeBackForm({ roleLabel }, grant.value)) }) : grant;
};

/** In a dialog nothing stands above the form, so it says itself what it is about. */
const inFull = (form: Form): Form => ({ ...form, blocks: [{ kind: 'text', tone: 'normal', line: form.brief }, ...form.blocks] });

/** Does it, unless the entry has changed since it was shown; that is checked again in the write. */
export const changeEntry = async (context: Context, asked: Asked, command: EntryCommand): Promise<Outcome<Card>> => {
  const barred = checkAdmin(asked.standing);
  if (barred) return refused(barred);
  if (command.do === 'unmap-entry') {
    const mapping = await mappingOf(context, command);
    return mapping.ok ? unmapFrom(context, asked, { ...mapping.value, shown: mapping.value }) : mapping;
  }
  const grant = await grantOf(context, command);
  if (!grant.ok) return grant;
  const passedOn = grant.value.delegatedBy === undefined ? {} : { passedOn: grant.value.key };
  return takeBack(context, asked, { ...grant.value, ...passedOn, shown: grant.value });
};
