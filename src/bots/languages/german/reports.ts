import type { Instant } from '../../../workflow/request.ts';
import type { Inline } from '../../card.ts';
import { line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';
import { requests } from './requests.ts';

const { bytes, counted, files, number, ofTotal } = quantities;
const events = (events: number) => counted(events, { one: 'Ereignis', other: 'Ereignisse' });
const where = (project: string | undefined) => (project === undefined ? '' : ` in ${project}`);
const quoted = (said: string | undefined) => (said === undefined ? '' : `: „${said}“`);
const at = (instant: Instant): Inline => ({ kind: 'instant', at: instant });

export const reports: Language['reports'] = {
  summary: ({ id, project, size, status, stage, since, deadline, askedAt }) =>
    line(
      text(id, 'code'),
      ` ${project}${size ? `, ${files(size.files)}, ${bytes(size.bytes)}` : ''}: `,
      stage ? `wartet auf ${stage.label} (Stufe ${ofTotal(stage.number, stage.of)}) seit ` : `${names.status[status]} seit `,
      at(since),
      ...(askedAt ? [', Rückfrage gestellt, ', at(askedAt), ', noch ohne Antwort'] : []),
      ...(deadline ? [askedAt ? ', Frist spätestens ' : ', Frist ', at(deadline)] : []),
    ),
  nothingWaits: (project) => `Nichts ist offen${where(project)}`,
  allDecided: 'Über alle Anträge, die Sie sehen dürfen, ist entschieden.',
  noneOfIt: 'Kein Antrag eines Projekts mit genau diesem Namen, den Sie sehen dürfen, ist offen.',
  allProjects: (pending) => line('Aller Projekte: ', pending),
  onlyYours: 'Sie haben hier keine Rolle und sehen daher nur Ihre eigenen Anträge.',
  waiting: (count, project) => `${counted(count, { one: 'offener Antrag', other: 'offene Anträge' })}${where(project)}`,
  narrowDown: (command) => line('Es gibt noch mehr; grenzen Sie es ein mit ', command),
  byDeadline: 'Nach Frist',

  history: (id) => `Verlauf von ${id}`,
  events,
  earlier: (earlier) =>
    `${counted(earlier, { one: 'früheres Ereignis steht', other: 'frühere Ereignisse stehen' })} im Protokoll und hier nicht.`,
  event: (event) => line(`${event.seq}. `, at(event.at), ' ', text(event.what, 'bold'), ...event.detail, ` (${event.who})`),
  from: ' von ',
  personIn: (person, platform) => `${person} in ${platform}`,
  atStage: (stage) => ` für ${stage}`,
  approved: ({ stage, right, said }) => `${right} für ${stage}${quoted(said)}`,
  rejected: ({ stage, right, said, category }) => `${right} für ${stage}. ${category}${quoted(said)}`,
  linkGiven: (link) => ` ${ofTotal(link.number, link.of)} an ${link.to}`,
  linkOpened: (link) => ` mit Link ${ofTotal(link.number, link.of)} (Klick ${ofTotal(link.press, link.presses)}), der an ${link.to} ging`,
  linkGivenAgain: (link) => `, ${ofTotal(link.number, link.of)}, an ${link.to}`,
  because: quoted,
  question: (question, said) => ` (Frage ${number(question)})${quoted(said)}`,
  clockRunsOn: (question) => ` (Frage ${number(question)}); die Frist läuft weiter`,
  timeOver: ', weil die Zeit um war',
  escalatedTo: (role) => ` an ${role}`,
  atStep: (step, error) => `: ${names.step(step)}. Für den Betrieb: ${error}`,

  holds: (id, of) => `${requests.title(id)}: ${of === 1 ? 'das eine Ereignis ist' : `alle ${events(of)} sind`} unverändert`,
  sealed: 'Jedes Ereignis versiegelt das vorige, und zusammen ergeben sie den gespeicherten Stand.',
  lastSeal: (hash) => line('Letztes Siegel: ', text(hash, 'code')),
  broken: (id) => `${requests.title(id)}: das Protokoll ist beschädigt`,
  fault: {
    number: 'Es hat nicht die Nummer, die an der Reihe ist',
    link: 'Es verweist nicht auf das Ereignis davor',
    seal: 'Es ist nicht das, was versiegelt wurde',
    state: 'Der gespeicherte Stand ist nicht der, den die Ereignisse ergeben',
    order: 'Die Ereignisse passen nicht aufeinander',
  },
  faultAt: (seq, fault) => `Bei Ereignis ${number(seq)}: ${fault}.`,
  decideNothing:
    'Jemand oder etwas hat das Protokoll außerhalb dieses Programms verändert: Verständigen Sie die Admins, und entscheiden Sie nichts auf dieser Grundlage.',
};
