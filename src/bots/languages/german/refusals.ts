import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { characters, links, list, number } = quantities;

type Deed = Parameters<Language['refusals']['approvedBy']>[0];

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];
const decided = ({ who, inPlaceOf, platform, at: when }: Deed): Line =>
  line(text(who, 'bold'), `${inPlaceOf === undefined ? '' : names.inPlaceOf(inPlaceOf)} in ${names.platform[platform]}, `, ...at(when));
const inviteIt = 'Fügen Sie Sallyport zuerst dort hinzu (in Slack: /invite @Sallyport; in Teams: unter „Apps“ des Teams).';

export const refusals: Language['refusals'] = {
  notPossible: 'Nicht möglich',
  alreadyRecordedTitle: 'Schon eingetragen',
  alreadyDecidedTitle: 'Schon entschieden',
  staleTitle: 'Karte veraltet',
  linksUsedTitle: 'Kein Link übrig',
  untrusted: {
    guest: 'es ist ein Gastkonto',
    external: 'es gehört zu einer anderen Organisation',
    bot: 'es ist ein Bot',
    deactivated: 'es ist deaktiviert',
    'no-email': 'es hat keine bestätigte E-Mail-Adresse',
    unknown: 'sein Profil ließ sich nicht lesen',
    'foreign-domain': 'seine E-Mail-Adresse liegt außerhalb der erlaubten Domains',
    'foreign-workspace': 'es gehört zu einem Arbeitsbereich, der nicht zugelassen ist',
    'other-person': 'seine E-Mail-Adresse hat sich geändert, seit es hier zuerst benutzt wurde; die Admins wissen Bescheid',
  },
  approvedBy: (deed) => line('✅ Genehmigt von ', ...decided(deed)),
  rejectedBy: (deed) => line('⛔ Abgelehnt von ', ...decided(deed)),
  yourRoles: line('Ihre Rollen: ', commandLine('whoami')),
  wrongRole: (role, project) =>
    line('Das kann nur, wer die Rolle ', text(role, 'bold'), ` für Projekt ${project} hat. Es wurde nichts geändert.`),
  wrongRoleOrAdmin: (role, project) =>
    line('Das können nur Admins und wer die Rolle ', text(role, 'bold'), ` für Projekt ${project} hat. Es wurde nichts geändert.`),
  whoCan: (people) => `Das können: ${list(people)}.`,
  askForRole: (role, project) =>
    line('Wenn Sie die Rolle haben sollten, bitten Sie einen Admin darum: ', commandLine(`grant @Sie ${role} ${project}`)),
  notAdmin: 'Das können nur Admins; bitte fragen Sie einen. Es wurde nichts geändert.',
  notRequester:
    'Nur wer diese Ausleitung beantragt hat, oder ein Admin, kann den Antrag zurückziehen; bitte fragen Sie dort. Es wurde nichts geändert.',
  tookTooLong: 'Das hat zu lange gedauert, daher wurde nichts eingetragen. Bitte versuchen Sie es noch einmal.',
  nobodyDecides: (label) =>
    `Er wartet auf ${label}, und zurzeit gibt es niemanden, der diese Rolle hat, ihn nicht selbst gestellt und noch nicht über ihn entschieden hat. Die Admins wissen davon: Nur sie können das ändern.`,
  remindedLately: (when) => line('Zuletzt wurde erinnert: ', ...at(when), '. Bitte geben Sie eine Stunde Zeit.'),
  remindedEnough:
    'Daran wurde schon so oft erinnert, dass eine weitere Erinnerung nicht hilft. Bitte sprechen Sie die Personen direkt an, oder fragen Sie einen Admin.',
  ownRequest: 'Sie haben diese Ausleitung selbst beantragt, daher muss jemand anders entscheiden. Es wurde nichts geändert.',
  otherStage:
    'Sie haben schon auf einer anderen Stufe dieses Antrags entschieden, und jede Person entscheidet nur auf einer Stufe. Hier muss jemand anders entscheiden.',
  oneVoice:
    'Jemand, den Sie vertreten oder der Sie vertreten hat, hat über diesen Antrag schon entschieden, und gemeinsam zählen Sie einmal. Es muss jemand anders entscheiden.',
  deputyOfRequester: (who) =>
    `Sie vertreten ${who}, und diese Person hat die Ausleitung beantragt; daher muss jemand anders entscheiden. Es wurde nichts geändert.`,
  notDelegable: {
    admin: 'Die Rolle als Admin lässt sich nicht übertragen; ein anderer Admin kann sie vergeben. Es wurde nichts übertragen.',
    'egress-manager':
      'Ausleitungsverantwortliche erhalten die Daten selbst, daher vergibt nur ein Admin diese Rolle. Es wurde nichts übertragen.',
    auditor: 'Wer diese Rolle hat, liest alles, daher vergibt nur ein Admin sie. Es wurde nichts übertragen.',
    delegated:
      'Diese Rolle wurde Ihnen selbst übertragen, und übertragen lässt sich nur, was Sie selbst haben. Es wurde nichts übertragen.',
    'by-group':
      'Diese Rolle kommt aus einer Gruppe und lässt sich daher nicht übertragen: Wer die Gruppe pflegt, kann Ihre Kollegin oder Ihren Kollegen aufnehmen, oder ein Admin vergibt die Rolle. Es wurde nichts übertragen.',
    'not-held': 'Sie haben keine solche Rolle, die sich übertragen lässt. Es wurde nichts übertragen.',
    'to-oneself': 'Eine Rolle wird jemand anderem übertragen: Nennen Sie eine Kollegin oder einen Kollegen. Es wurde nichts übertragen.',
  },
  delegationTooLong: (days, latest) =>
    line(
      `Rollen ruhen, wenn man ${quantities.days(days)} lang nichts von der Person sieht, und länger kann auch niemand für Sie entscheiden. Der späteste Tag ist `,
      text(quantities.day(latest), 'bold'),
      '; übertragen Sie danach neu, oder bitten Sie Admins, der anderen Person die Rolle zu geben.',
    ),
  delegatedEnough: (who) =>
    `Was Sie an ${who} übertragen, wurde so oft geändert, dass nichts mehr eingetragen werden kann; es wurde nichts geändert. Nennen Sie jemand anderen, oder bitten Sie Admins, ${who} die Rolle bis zu diesem Tag zu geben.`,
  noSuchDelegation: (who) => line(`Sie haben ${who} keine solche Rolle übertragen. Was Sie übertragen haben: `, commandLine('whoami')),
  alreadyRecorded: 'Ihre Entscheidung ist schon eingetragen; es ist nichts mehr zu tun.',
  alreadyDecided: 'Über diese Stufe ist schon entschieden, daher wurde Ihre Entscheidung nicht eingetragen.',
  isNow: (status) => `Der Antrag ist jetzt ${status}.`,
  waitsNow: (stage) => `Er wartet jetzt auf ${stage}.`,
  stale:
    'Diese Karte war veraltet, daher wurde nichts eingetragen. Sie wird gerade neu gezeichnet: Bitte sehen Sie noch einmal hin und entscheiden Sie über das, was sie zeigt.',
  claimsUsed: {
    speaker: (most) =>
      `Sie haben ${number(most)} Mal angegeben, diesen Antrag zu prüfen, und öfter lässt es sich nicht eintragen. Entscheiden können Sie weiterhin.`,
    everybody: (most) =>
      `Zu diesem Antrag wurde ${number(most)} Mal angegeben, dass ihn jemand prüft, und öfter lässt es sich nicht eintragen. Entscheiden können Sie weiterhin.`,
  },
  wrongStatus: (status, since) => line(`Das geht jetzt nicht: Der Antrag ist ${status} seit `, ...at(since), '.'),
  ifFailed: line(
    'Ein Admin kann es noch einmal versuchen lassen oder aufgeben: ',
    commandLine('retry ID'),
    ', ',
    commandLine('abort ID Grund'),
  ),
  ifInReview: line('Wer ihn gestellt hat, oder ein Admin, kann ihn zurückziehen: ', commandLine('withdraw ID')),
  ifReleased: line('Ausleitungsverantwortliche und Admins können die Freigabe widerrufen: ', commandLine('revoke ID Grund')),
  declarationNeeded:
    'Service Workbench hat nicht gesagt, wer diese Ausleitung beantragt hat; bitte bestätigen Sie, dass Sie es nicht waren. Es wurde nichts eingetragen.',
  reasonTooShort: (minimum) =>
    `Bitte geben Sie einen Grund mit mindestens ${characters(minimum)} an: Wen es betrifft, wird ihn lesen. Es wurde nichts eingetragen.`,
  notAsked:
    'Nur wer diese Ausleitung beantragt hat, kann Fragen dazu beantworten; bitte geben Sie die Frage dorthin weiter. Es wurde nichts eingetragen.',
  questionWaits: (asker, since) => line('Eine Frage von ', text(asker, 'bold'), ' wartet schon auf Antwort, seit ', ...at(since), '.'),
  yoursNotSent: 'Ihre wurde nicht gesendet: Bitte warten Sie auf die Antwort, oder entscheiden Sie.',
  questionsUsed: (most) => `Zu diesem Antrag gab es ${number(most)} Fragen, und mehr dürfen es nicht sein.`,
  requesterUnnamed: 'Service Workbench hat keine Adresse der antragstellenden Person genannt, daher lässt sich hier niemand fragen.',
  rejectInstead: `Wenn etwas unklar ist, lehnen Sie den Antrag als „${names.category['insufficient-context']}“ ab und sagen Sie, was fehlt: Er kann neu eingereicht werden.`,
  noQuestion: (id) => line('Zu diesem Antrag wartet keine Frage auf Antwort. Aktueller Stand: ', commandLine(`status ${id}`)),
  textLength: (minimum, maximum) => `Bitte schreiben Sie ${number(minimum)} bis ${characters(maximum)}. Es wurde nichts eingetragen.`,
  linksUsed: (issued) => `Alle ${links(issued)} dieser Freigabe sind ausgegeben, es ist keiner mehr übrig.`,
  linkOf: (index, who, given) => line(`Link Nr. ${number(index)}: ${who}, `, ...at(given)),
  submitAgain: 'Wenn der Download nicht vollständig war, bitten Sie darum, den Ausleitungsantrag neu einzureichen.',
  askAgainAfter: (when) =>
    line('Wenn Ihr Link nicht angekommen ist, fragen Sie erneut, aber nicht vor ', ...at(when), ': Sie bekommen denselben.'),
  unknownRequest: (id) => line('Es gibt keinen Antrag ', text(id, 'code'), '. Offene Anträge: ', commandLine('pending')),
  ambiguousRequest: (id) => line('Mehr als ein Antrag beginnt mit ', text(id, 'code'), ':'),
  moreOfTheId: 'Wiederholen Sie den Befehl mit mehr Zeichen der ID.',
  untrustedAccount: (why) => `Dieses Konto kann hier nichts tun: ${why}. Es wurde nichts geändert.`,
  askAnAdmin: 'Bitten Sie einen Admin der Forschungsumgebung um Hilfe.',
  unknownRole: (role, roles) => line('Es gibt keine Rolle ', text(role, 'code'), `. Rollen: ${list(roles)}.`),
  unknownChannel: `Diesen Kanal gibt es nicht, oder Sallyport ist dort nicht Mitglied. ${inviteIt}`,
  externalChannel: (channel) =>
    `#${channel} wird mit einer anderen Organisation geteilt, daher darf dort kein Antrag gezeigt werden. Wählen Sie einen Kanal nur Ihrer Organisation.`,
  archivedChannel: (channel) => `#${channel} ist archiviert. Wählen Sie einen Kanal, der gelesen wird.`,
  unreachableChannel: (channel) => `Die Testnachricht an #${channel} ließ sich nicht senden, daher wurde nichts zugeordnet. ${inviteIt}`,
  untrustedGrantee: (why) =>
    `Dieses Konto kann keine Rolle bekommen: ${why}. Es wurde nichts vergeben. Wählen Sie eine andere Person, oder lassen Sie das zuerst beheben.`,
  noSuchMember: 'es gehört zu keinem Mitglied',
  unknownPerson: (who) =>
    line(
      'Es gibt kein Mitglied ',
      text(who, 'code'),
      '. Tippen Sie @ und wählen Sie die Person aus der Liste, oder schreiben Sie ihre E-Mail-Adresse.',
    ),
  unknownAddress: (who) =>
    line(
      'Sallyport ist hier keinem Mitglied ',
      text(who, 'code'),
      ' begegnet. Prüfen Sie die Adresse; die Person muss in einem Team mit Sallyport sein oder ihm einmal geschrieben haben.',
    ),
  unknownPick:
    'Sallyport ist der ausgewählten Person noch nicht begegnet. Sie muss zu Ihrer Organisation gehören und in einem Team mit Sallyport sein oder ihm einmal geschrieben haben. Es wurde nichts vergeben.',
  twoPeople: (picked, typed) =>
    line(
      'Das Konto gehört ',
      text(picked, 'code'),
      ', aber Sie haben ',
      text(typed, 'code'),
      ' eingegeben. Es wurde nichts geändert. Wählen oder erwähnen Sie die Person neu, oder geben Sie nur die richtige Adresse an.',
    ),
  noSuchGrant: (who) => line(`${who} hat diese Rolle nicht. Alle Rollenvergaben: `, commandLine('grants')),
  grantOfOthers: (who, projects) =>
    line(
      `${who} hat diese Rolle für ${list(projects.map(names.project))}; nennen Sie dasselbe. Alle Rollenvergaben: `,
      commandLine('grants'),
    ),
  adminByFile: (who) =>
    line(
      `${who} ist laut Richtliniendatei Admin, nicht durch eine Rollenvergabe. Soll das enden, nehmen Sie die Adresse dort aus `,
      text('admins', 'code'),
      ' heraus.',
    ),
  ownGrant: {
    granter: 'Sie haben diese Rolle selbst vergeben, daher muss ein anderer Admin sie bestätigen. Es wurde nichts geändert.',
    grantee: 'Diese Rollenvergabe betrifft Sie selbst, daher muss ein anderer Admin sie bestätigen. Es wurde nichts geändert.',
  },
  noSuchProposal: (who) =>
    `Keine Rollenvergabe an ${who} wartet auf Bestätigung: Sie wurde bestätigt oder zurückgenommen, oder niemand hat sie binnen drei Tagen bestätigt.`,
  allGrants: line('Alle Rollenvergaben: ', commandLine('grants')),
  changedProposal: (who) =>
    line(
      `Die Rollenvergabe an ${who} wurde geändert, seit Sie sie gesehen haben, daher wurde nichts bestätigt. Wie sie jetzt ist: `,
      commandLine('grants'),
    ),
  proposerNoAdmin: (who, by) =>
    line(
      `${by} hat dies für ${who} vorgeschlagen und ist jetzt nicht mehr Admin; daher wurde nichts bestätigt. Soll es gelten, schlagen Sie es selbst vor: `,
      commandLine('grant @Person admin'),
    ),
  noSuchMapping: line('Dieser Kanal zeigt nichts dergleichen. Alle Zuordnungen: ', commandLine('mappings')),
  unknownLetter: (id) =>
    line('Es gibt keine unzustellbare Meldung ', text(id, 'code'), '. Offene Meldungen: ', commandLine('dead-letters')),
  ambiguousLetter: (id, candidates) =>
    line('Mehr als eine unzustellbare Meldung beginnt mit ', text(id, 'code'), `: ${candidates.join(', ')}.`),
  letterTaken: (request) => line('Sie wurde als Antrag ', text(request, 'code'), ' angenommen, daher ist nichts zu verwerfen.'),
  takeBack: (request) => line('Um diesen Antrag zurückzuziehen: ', commandLine(`withdraw ${request}`)),
  letterUnusable: {
    foreign:
      'Diese Meldung lässt sich nicht noch einmal annehmen: Sie kam nicht aus dem Topic, auf das diese Installation hört. Fragen Sie den Betrieb, wer in die Warteschlange schreiben darf.',
    cut: 'Diese Meldung lässt sich nicht noch einmal annehmen: Sie war zu lang, um ganz aufbewahrt zu werden. Bitten Sie darum, sie neu zu senden.',
    'tried-enough':
      'Diese Meldung lässt sich nicht noch einmal annehmen: Es wurde so oft versucht, dass noch einmal nicht hilft. Bitten Sie darum, sie neu zu senden.',
  },
  notNeeded: (letter) => line('Wenn sie nicht gebraucht wird: ', commandLine(`discard ${letter} Grund`)),
  dateNotAhead: (date) => `${date} ist kein Tag in der Zukunft. Schreiben Sie ihn als JJJJ-MM-TT, etwa 2027-01-31.`,
};
