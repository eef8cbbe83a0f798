import type { Misuse } from '../../../workflow/refusal.ts';
import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';

const problems: Readonly<Record<Misuse, string>> = {
  'needs-request': 'Hier fehlt die ID eines Antrags.',
  'needs-one-request': 'Hier gehört genau eine Antrags-ID hin.',
  'needs-text': 'Hier fehlt, was Sie sagen möchten.',
  'needs-channel': 'Hier fehlt ein Kanal.',
  'type-in-channel': 'Schreiben Sie dies in dem Kanal, um den es geht.',
  'needs-channel-and-role': 'Hier gehören ein Kanal und eine Rolle hin.',
  'needs-person': 'Hier fehlt eine Person.',
  'needs-one-person': 'Hier gehört genau eine Person hin.',
  'needs-person-and-role': 'Hier gehören eine Person und eine Rolle hin.',
  'needs-person-and-day': 'Hier gehören eine Person und der letzte Tag hin.',
  'needs-address':
    'Dieses Konto lässt sich nicht mehr prüfen. Schreiben Sie stattdessen die E-Mail-Adresse, die in der Liste der Rollenvergaben steht.',
  'needs-letter': 'Hier gehört die ID genau einer unzustellbaren Meldung hin.',
  'needs-month': 'Hier kann nur ein Monat stehen, etwa 2026-11.',
  'month-ahead': 'Dieser Monat hat noch nicht begonnen.',
  'not-a-project': 'Eine Projektkennung besteht nur aus Buchstaben, Ziffern, „.“, „-“ und „_“.',
  'admin-of-all': 'Admin ist man für alle Projekte; lassen Sie das Projekt weg.',
};

export const usage: Language['usage'] = {
  misused: (problem, written) => line(`${problems[problem]} So wird es geschrieben: `, commandLine(written)),
  shortId: (id) => line('Von einer ID braucht es mindestens vier Zeichen; ', text(id, 'code'), ' hat weniger.'),
  ids: line('Offene Anträge mit ihren IDs: ', commandLine('pending')),
  unknownWord: (word) => line('Den Befehl ', text(word, 'code'), ' gibt es nicht.'),
  decideOnCard: 'Entschieden wird mit den Schaltflächen auf der Karte des Antrags.',
  didYouMean: (word) => line('Meinten Sie ', commandLine(word), '?'),
  allCommands: line('Alle Befehle: ', commandLine('help')),
};
