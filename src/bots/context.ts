/** What the conversation needs of the installation. */

import type { DeadLetters, Take } from '../workflow/dead-letters.ts';
import type { Dormancy } from '../workflow/dormancy.ts';
import type { ExportPorts } from '../workflow/exports.ts';
import type { Standing } from '../workflow/permissions.ts';
import type { DataLake, PostedCard, Records, RefusedAttempt } from '../workflow/ports.ts';
import type { RecentDecisions } from '../workflow/recent-decisions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import type { EgressRequest, PersonId, Platform, ProjectId, RequestId, RoleName } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import type { Core } from '../workflow/service.ts';
import type { Answer, Chat, Speaker, Word, Workplace } from './chat.ts';
import type { AdminsTold } from './deliver.ts';
import type { Errand } from './errands.ts';
import type { FilesView } from './forms.ts';
import type { LinkPages } from './links.ts';
import type { People } from './people.ts';

export type Context = {
  readonly core: Core;
  readonly roster: Roster;
  readonly people: People;
  readonly dormancy: Dormancy;
  /** Named in the policy file. */
  readonly admins: readonly PersonId[];
  readonly cards: Records<PostedCard>;
  readonly refusals: Records<RefusedAttempt>;
  readonly recent: Records<RecentDecisions>;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  readonly workplaces: Readonly<Partial<Record<Platform, Workplace>>>;
  readonly deadLetters: DeadLetters & { readonly take: Take };
  readonly lake: Pick<DataLake, 'presign'>;
  readonly pages: LinkPages;
  /** The first files by path, at most `limit`, and as many changes since the request that it submits again. */
  readonly files: (request: EgressRequest, limit: number) => Promise<FilesView>;
  readonly roleLabel: (role: RoleName) => string;
  /** Those that the policy file names; there may be others. */
  readonly projects: readonly ProjectId[];
  readonly exporting: ExportPorts;
  /** The organisation's. */
  readonly timeZone: string;
  /** Has it done in the background. */
  readonly ask: (errand: Errand) => Promise<void>;
  /** Runs the follow-up of this request soon, as if it had changed. */
  readonly wake: (id: RequestId) => Promise<void>;
  /** Tells one person once, privately: by chat or else by e-mail. */
  readonly tell: (message: Pick<AdminsTold, 'partition' | 'what' | 'card'> & { readonly to: PersonId }) => Promise<void>;
  /** Tells every admin once, privately. */
  readonly tellAdmins: (about: AdminsTold) => Promise<void>;
  /** A short random text that was never used before. */
  readonly newId: () => string;
};

/** What lists and forms are drawn from. */
export type Drawing = Pick<Context, 'core' | 'roster' | 'recent' | 'admins' | 'roleLabel' | 'projects' | 'workplaces'>;

/** Who asks, and from where. */
export type Asked = { readonly standing: Standing; readonly speaker: Speaker };

/** Whom a word is shown in `help`; who may use it is for the word itself to say. */
export type Audience = 'everybody' | 'reviewers' | 'managers' | 'revokers' | 'auditors' | 'admins';

/** One command word: who sees it in `help`, and what it does. How it is written stands in the catalogue (`languages/english/words.ts`). */
export type CommandWord = {
  readonly audience: Audience;
  readonly run: (context: Context, call: Asked & { readonly args: readonly Word[] }) => Promise<Outcome<Answer>>;
};
