import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { ofTotal, bytes, list } = quantities;

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

export const home: Language['home'] = {
  summary: 'Was in Sallyport auf Sie wartet, und was Sie dort tun können',
  title: 'Übersicht',
  admin: 'Admin',
  who: (name, email) => line(text(name, 'bold'), ` (${email})`),
  holds: (roles) => `: ${list(roles)}`,
  allRoles: line('Alle Ihre Rollen: ', commandLine('whoami')),
  noRole: line(
    'Sie haben hier keine Rolle. Um zu prüfen oder Freigaben abzuholen, bitten Sie einen Admin um eine Rolle; vergeben wird sie mit ',
    commandLine('grant @Sie ROLLE'),
    '.',
  ),
  everything: line('Alles, was man fragen kann: ', commandLine('help')),
  overdue: '⌛ Überfällig',
  escalated: '📣 Eskaliert',
  dueSoon: '⏰ Fällig binnen eines Tages',
  asked: '❓ Wartet auf die Antwort der antragstellenden Person',
  yourAnswer: '❓ Wartet auf Ihre Antwort',
  waiting: '🔎 Wartet',
  answers: 'Wartet auf Ihre Antwort',
  asks: ({ id, project, since }, asker, said) =>
    line(text(id, 'code'), ` ${project}: `, text(asker, 'bold'), ' hat gefragt, ', ...at(since), `: „${said}“`),
  answerTyped: (id) => line('Um zu antworten: ', commandLine(`answer ${id} Ihre Antwort`)),
  atStage: (stage, index, stages) => `; ${stage}, Stufe ${ofTotal(index, stages)}`,
  since: (when) => line(', seit ', ...at(when)),
  youAreReviewing: ', Sie prüfen gerade',
  isReviewing: (who) => line(', ', text(who, 'bold'), ' prüft gerade'),
  deadline: (when, latest) => line(latest ? ', Frist spätestens ' : ', Frist ', ...at(when)),
  waitsFor: (stage) => `, wartet auf ${stage}`,
  open: '📄 Öffnen',
  queue: 'Wartet auf Ihre Entscheidung',
  nothingWaits: '✨ Nichts wartet auf Sie.',
  mayBeMore: line('Vielleicht gibt es mehr: ', commandLine('pending')),
  releases: 'Freigaben zum Abholen',
  noRelease: 'Keine Freigabe wartet darauf, abgeholt zu werden.',
  released: '✅ Freigegeben',
  release: ({ id, project, since }, size) =>
    line(' ', text(id, 'code'), ` ${project}${size === undefined ? '' : `, ${bytes(size)}`}, seit `, ...at(since), '; '),
  linksLeft: (left, most) => `${ofTotal(left, most)} Links übrig`,
  moreReleases: line('Vielleicht gibt es mehr. Der Link jeder Freigabe: ', commandLine('link ID')),
  yours: 'Ihre Anträge',
  newest: 'Die neuesten',
  aboutYours: line('Aktueller Stand eines Antrags: ', commandLine('status ID')),
  takeBack: line('. Um einen zurückzuziehen: ', commandLine('withdraw ID')),
  stuck: 'Was feststeckt',
  nothingStuck: '✨ Nichts steckt fest.',
  failed: '⚠️ Gescheitert',
  failedAt: ({ id, project, since }, step) => line(' ', text(id, 'code'), ` ${project} beim ${names.step(step)}, seit `, ...at(since)),
  giveUpTyped: 'Um einen anderen aufzugeben: ',
  nobodyCanDecide: '🚫 Niemand kann entscheiden. ',
  somebodyWhoCan: 'Damit jemand entscheiden kann: ',
  notAllLooked: line('Nicht alles, was wartet, wurde angesehen. Alles: ', commandLine('pending')),
  channels: 'Kanäle',
  noChannel: 'Noch ist kein Kanal zugeordnet. Beginnen Sie mit ',
  whichChannel: 'Was jeder Kanal zeigt',
  roles: 'Rollen',
  nobodyHolds: 'Noch hat niemand eine Rolle. Beginnen Sie mit ',
  whoHolds: 'Wer welche Rolle hat',
  all: (words) => line('Alle: ', commandLine(words)),
};
