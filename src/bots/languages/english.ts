/** Everything that people read, in English; every other language says the same of the same. */
import { adminChannels } from './english/admin-channels.ts';
import { admins } from './english/admins.ts';
import { cards } from './english/cards.ts';
import { cases } from './english/cases.ts';
import { charts } from './english/charts.ts';
import { checking } from './english/checking.ts';
import { delegations } from './english/delegations.ts';
import { digests } from './english/digests.ts';
import { downloadPage } from './english/download-page.ts';
import { drawing } from './english/drawing.ts';
import { entries } from './english/entries.ts';
import { excuses } from './english/excuses.ts';
import { exports } from './english/exports.ts';
import { failures } from './english/failures.ts';
import { forms } from './english/forms.ts';
import { grants } from './english/grants.ts';
import { groups } from './english/groups.ts';
import { help } from './english/help.ts';
import { home } from './english/home.ts';
import { letters } from './english/letters.ts';
import { mappings } from './english/mappings.ts';
import { names } from './english/names.ts';
import { privately } from './english/privately.ts';
import { problems } from './english/problems.ts';
import { quantities } from './english/quantities.ts';
import { questions } from './english/questions.ts';
import { recent } from './english/recent.ts';
import { refusals } from './english/refusals.ts';
import { reports } from './english/reports.ts';
import { requests } from './english/requests.ts';
import { resubmission } from './english/resubmission.ts';
import { rosterForms } from './english/roster-forms.ts';
import { usage } from './english/usage.ts';
import { words } from './english/words.ts';

export const english = {
  locale: 'en-GB' as string,
  /** The organisation's, for instants that cannot be shown in the reader's own. */
  timeZone: 'UTC' as string,
  adminChannels,
  admins,
  cards,
  cases,
  charts,
  checking,
  delegations,
  digests,
  downloadPage,
  drawing,
  entries,
  excuses,
  exports,
  failures,
  forms,
  grants,
  groups,
  help,
  home,
  letters,
  mappings,
  names,
  privately,
  problems,
  quantities,
  questions,
  recent,
  refusals,
  reports,
  requests,
  resubmission,
  rosterForms,
  usage,
  words,
};

/** A message catalogue. */
export type Language = typeof english;
/** A command word that people can type. */
export type WordName = keyof Language['words'];
