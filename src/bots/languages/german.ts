/** Everything that people read, in German. */
import type { Language } from './english.ts';
import { adminChannels } from './german/admin-channels.ts';
import { admins } from './german/admins.ts';
import { cards } from './german/cards.ts';
import { cases } from './german/cases.ts';
import { charts } from './german/charts.ts';
import { checking } from './german/checking.ts';
import { delegations } from './german/delegations.ts';
import { digests } from './german/digests.ts';
import { downloadPage } from './german/download-page.ts';
import { drawing } from './german/drawing.ts';
import { entries } from './german/entries.ts';
import { excuses } from './german/excuses.ts';
import { exports } from './german/exports.ts';
import { failures } from './german/failures.ts';
import { forms } from './german/forms.ts';
import { grants } from './german/grants.ts';
import { groups } from './german/groups.ts';
import { help } from './german/help.ts';
import { home } from './german/home.ts';
import { letters } from './german/letters.ts';
import { mappings } from './german/mappings.ts';
import { names } from './german/names.ts';
import { privately } from './german/privately.ts';
import { problems } from './german/problems.ts';
import { quantities } from './german/quantities.ts';
import { questions } from './german/questions.ts';
import { recent } from './german/recent.ts';
import { refusals } from './german/refusals.ts';
import { reports } from './german/reports.ts';
import { requests } from './german/requests.ts';
import { resubmission } from './german/resubmission.ts';
import { rosterForms } from './german/roster-forms.ts';
import { usage } from './german/usage.ts';
import { words } from './german/words.ts';

export const german: Language = {
  locale: 'de-DE',
  timeZone: 'UTC',
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
