import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';
import { requests } from './requests.ts';

const { ofTotal } = quantities;

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

export const privately: Language['privately'] = {
  link: (link) =>
    line(`Link ${ofTotal(link.number, link.most)}, nur für Sie. Er gilt bis `, ...at(link.expiresAt), '; geben Sie ihn nicht weiter.'),
  givenBefore: ' Sie hatten ihn schon bekommen, daher zählt er nicht noch einmal.',
  download: '⬇️ Zip herunterladen',
  linkSummary: (id) => `Ihr Download-Link für ${requests.title(id)}`,
  linkTitle: (id) => `Download-Link für ${id}`,
  getLink: '🔗 Link holen',
  getAnother: '🔗 Weiteren Link holen',
  afterThat: (id) => line('Wenn er nicht mehr gilt: ', commandLine(`link ${id}`)),
  linkAgainInChat: (id) =>
    line('Ihr eigener Link konnte im Chat nicht zugestellt werden. Solange er gilt, bekommen Sie ihn im Chat: ', commandLine(`link ${id}`)),
  linkInChat: (id) => line('Einen Link bekommen Sie im Chat: ', commandLine(`link ${id}`)),
  canBeDownloaded: (id) => `${requests.title(id)} ist freigegeben und kann heruntergeladen werden`,
  readyToDownload: (id) => `${requests.title(id)}: bereit zum Herunterladen`,
  releaseIs: (id, status) => `Die Freigabe von ${id} ist ${status}`,
  approved: 'genehmigt',
  outcome: {
    rejected:
      'Ihr Ausleitungsantrag wurde abgelehnt, daher wird nichts ausgeleitet. Ändern Sie, was der Grund nennt, und reichen Sie neu ein.',
    expired:
      'Niemand hat vor Ablauf der Frist über Ihren Ausleitungsantrag entschieden, daher wird nichts ausgeleitet. Sie können ihn neu einreichen.',
    withdrawn: 'Ihr Ausleitungsantrag wurde zurückgezogen. Sie können einen neuen einreichen.',
    aborted: 'Ihr Ausleitungsantrag wurde nach einem technischen Fehler aufgegeben. Sie können ihn neu einreichen.',
    revoked:
      'Die Freigabe zu Ihrem Ausleitungsantrag wurde widerrufen. Wenn Sie die Dateien erhalten haben, nutzen Sie sie nicht und löschen Sie sie.',
    approved: 'Ihr Ausleitungsantrag wurde genehmigt. Die Ausleitungsverantwortlichen geben die Dateien an Sie weiter.',
  },
  youReviewedSummary: (id, status) => `${requests.title(id)}, den Sie geprüft haben, ist ${status}`,
  youReviewed: (id, status) => `${requests.title(id)}, den Sie geprüft haben: ${status}`,
  stillWaits: (id, stage) => `${requests.title(id)} wartet noch auf ${stage}`,
  youCanDecide: 'Sie können darüber entscheiden. Seine Karte steht im Kanal Ihrer Rolle.',
  notYours: (stage) => `Der Antrag wartet auf ${stage}; Sie können jetzt nicht darüber entscheiden.`,
  youDecided: 'Sie haben darüber entschieden.',
  noLongerWaits: (stage) => `Der Antrag wartet nicht mehr auf ${stage}.`,
  withoutDecision: (deadline) => line(' Frist: ', ...at(deadline), '. Ohne Entscheidung verfällt er.'),
  whereItStands: (id) => line('Aktueller Stand: ', commandLine(`status ${id}`)),
  nobodyDecided: (id, stage) => `Niemand von ${stage} hat über Antrag ${id} entschieden`,
  seeThatSomebody: (stage) => `Bitte sorgen Sie dafür, dass jemand von ${stage} es tut; selbst entscheiden dürfen Sie dadurch nicht.`,
  remindAll: (id) => line('Um alle zu erinnern: ', commandLine(`remind ${id}`)),
  isRevoked: (id) => `Die Freigabe von Antrag ${id} ist widerrufen`,
  linksDead:
    'Ihre Links gelten nicht mehr. Wenn Sie das Zip heruntergeladen haben, nutzen Sie es nicht und geben Sie es nicht weiter: Löschen Sie es, und sagen Sie es den Ausleitungsverantwortlichen.',
};
