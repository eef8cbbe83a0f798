import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';
import { requests } from './requests.ts';

type Deed = Parameters<Language['cards']['hasApproved']>[0];

const by = ({ who, inPlaceOf }: Deed): Line => line(text(who, 'bold'), inPlaceOf === undefined ? '' : names.inPlaceOf(inPlaceOf));
const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

export const cards: Language['cards'] = {
  inReview: (id, stage) => `${requests.title(id)}: Prüfung durch ${stage}`,
  inStatus: (id, status) => `${requests.title(id)}: ${status}`,
  ofProject: (project) => `. Projekt ${project}. `,
  stage: 'Stufe',
  approvals: (given, needed) => `; ${quantities.ofTotal(given, needed)} Genehmigungen`,
  deadline: 'Frist',
  paused: (until, deadline) => line('ruht bis zur Antwort oder bis ', ...at(until), '; endet dann spätestens ', ...at(deadline)),
  lookAtFiles: 'Dateien ansehen',
  escalated: '📣 Eskaliert',
  escalatedTo: (role, since) => line(`${role} weiß Bescheid, `, ...at(since)),
  anotherRole: 'eine andere Rolle',
  reviewingNow: '👀 Prüft gerade',
  reviewingSince: (who, since) => line(text(who, 'bold'), ', seit ', ...at(since)),
  reviewingUntil: (who, until) => line(text(who, 'bold'), ', bis ', ...at(until)),
  unknownRequester:
    '⚠️ Service Workbench hat nicht alle antragstellenden Personen genannt. Entscheiden Sie nur, wenn es nicht Ihr eigener Antrag ist.',
  decisions: 'Entscheidungen',
  approvedBy: (deed, stage) =>
    line('✅ Genehmigt von ', ...by(deed), ` für ${stage} in ${names.platform[deed.platform]}, `, ...at(deed.at)),
  rejectedBy: (deed, stage) =>
    line('⛔ Abgelehnt von ', ...by(deed), ` für ${stage} in ${names.platform[deed.platform]}, `, ...at(deed.at)),
  quoted: (said) => `: „${said}“`,
  approve: '✅ Genehmigen…',
  reject: '⛔ Ablehnen…',
  files: '📄 Dateien',
  reviewing: '👀 Ich prüfe gerade',
  linksLeft: 'Übrige Links',
  links: 'Ausgegebene Links',
  link: (who, given) => line(text(who, 'bold'), ', ', ...at(given)),
  zip: 'Zip-Datei',
  hasApproved: (deed, stage) => line('✅ ', ...by(deed), ` hat für ${stage} genehmigt, `, ...at(deed.at)),
  hasRejected: (deed, stage) => line('⛔ ', ...by(deed), ` hat für ${stage} abgelehnt, `, ...at(deed.at)),
  hasExpired: (stage, when) => line(`⌛ Die Frist für ${stage} ist ohne Entscheidung abgelaufen, `, ...at(when)),
  isReleased: (when) => line('✅ Freigegeben: Das Zip ist geschrieben und geprüft, ', ...at(when)),
  pauseEnded: (when) => line('⏳ Die Antwort kam nicht rechtzeitig; die Frist läuft weiter, ', ...at(when)),
  reminded: (who, stage, when) => line('⏰ ', text(who, 'bold'), ` hat alle erinnert, die für ${stage} entscheiden können, `, ...at(when)),
  requesterReminded: (who, when) => line('⏰ ', text(who, 'bold'), ' hat die antragstellende Person an die Frage erinnert, ', ...at(when)),
  escalatedInThread: (stage, to, when) => line(`📣 Niemand von ${stage} hat entschieden: ${to} weiß Bescheid, `, ...at(when)),
  retried: (who, when) => line('🔁 ', text(who, 'bold'), ' lässt es noch einmal versuchen, ', ...at(when)),
  closed: (when) => line('🔒 Die Freigabe wurde so lange aufbewahrt, wie die Richtlinie erlaubt, und ist abgeschlossen, ', ...at(when)),
  zipRemoved: (when, sha256) => line('🗑️ Das Zip wurde gelöscht, ', ...at(when), '; seine SHA-256 war ', text(sha256, 'code')),
  failed: (step, when) => line(`⚠️ Das ${names.step(step)} ist gescheitert; die Admins wissen Bescheid, `, ...at(when)),
  withdrawn: (who, when) => line('↩️ Zurückgezogen von ', text(who, 'bold'), ', ', ...at(when)),
  givenUp: (who, when) => line('↩️ Aufgegeben von ', text(who, 'bold'), ', ', ...at(when)),
  revoked: (who, when) => line('🚫 Freigabe widerrufen von ', text(who, 'bold'), ', ', ...at(when)),
};
