import { commandLine, line } from '../../card.ts';
import type { Waiting } from '../english/roster-forms.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { number } = quantities;

const waitingFor = ({ role, requests, projects, moreProjects }: Waiting): string => {
  const named = projects.map((project) => `${project.id} ${number(project.requests)}`);
  const more = moreProjects === 0 ? [] : [moreProjects === 1 ? '1 weiteres Projekt' : `${number(moreProjects)} weitere Projekte`];
  return `${role} ${number(requests)} (${[...named, ...more].join(', ')})`;
};

export const rosterForms: Language['rosterForms'] = {
  buttons: {
    map: '🗺️ Kanal zuordnen…',
    unmap: '🗺️ Zuordnung entfernen…',
    grant: '🎫 Rolle vergeben…',
    'revoke-grant': '🎫 Rolle zurücknehmen…',
  },
  titles: { map: 'Kanal zuordnen', unmap: 'Zuordnung entfernen', grant: 'Rolle vergeben', 'revoke-grant': 'Rolle zurücknehmen' },
  submits: { map: 'Zuordnen', unmap: 'Entfernen', grant: 'Vergeben', 'revoke-grant': 'Zurücknehmen' },
  intros: {
    map: 'Der Kanal zeigt dann alle Anträge, die auf die Rolle warten. Zuerst erscheint dort eine Testnachricht.',
    unmap:
      'Der Kanal zeigt dann keine weiteren Anträge dieser Art. Karten, die dort schon stehen, bleiben ohne Schaltflächen und werden weiter aktualisiert.',
    grant: 'Die Rolle gilt, sobald Sie dies absenden, und wird bei jedem Klick geprüft.',
    'revoke-grant': 'Was die Rolle braucht, wird danach abgewiesen. Was sie vorher entschieden hat, bleibt entschieden.',
  },
  nothingTo: {
    map: line('Sallyport kennt hier noch keinen Kanal. Schreiben Sie dies in dem Kanal, den Sie meinen: ', commandLine('map here ROLLE')),
    unmap: line('Kein Kanal ist zugeordnet, daher gibt es nichts zu entfernen. Alle Zuordnungen: ', commandLine('mappings')),
    grant: line('Es gibt keine Rolle zu vergeben. Alle Befehle: ', commandLine('help')),
    'revoke-grant': line('Niemand hat eine Rolle, daher gibt es keine zurückzunehmen. Alle Rollenvergaben: ', commandLine('grants')),
  },
  role: 'Rolle',
  shows: 'Was er zeigt',
  project: 'Projekt',
  allProjects: 'Alle Projekte',
  otherProject: 'Anderes Projekt',
  otherProjectHint: 'Ersetzt die Auswahl oben',
  channel: 'Kanal',
  person: 'Person',
  personHint: 'Ihre dienstliche E-Mail-Adresse',
  until: 'Bis',
  untilHint: 'Letzter Tag, an dem die Rolle gilt; leer heißt unbefristet',
  mapping: 'Zuordnung',
  grant: 'Rollenvergabe',
  channelIn: (channel, platform) => `#${channel} in ${platform}`,
  roleOf: (role, project) => `${role}, ${names.project(project)}`,
  rolePassedOn: (role, project, by) => `${role}, ${names.project(project)}, übertragen von ${by}`,
  noneWaits: 'Derzeit ist kein Antrag offen.',
  waitingNow: (waiting, more) => `Derzeit offen: ${waiting.map(waitingFor).join('; ')}${more ? ' und weitere' : ''}.`,
  onlyFirst: (shown, all, usage) =>
    line(`Hier stehen nur die ersten ${number(shown)} von ${number(all)} zur Wahl; die anderen schreiben Sie: `, usage),
};
