import { line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { counted, requests } = quantities;

/** Behind "Anträge" and the like. */
const inProject = (project: string): string => (project === '*' ? 'in allen Projekten' : `im Projekt ${project}`);

export const mappings: Language['mappings'] = {
  mapping: (mapping) =>
    line(`#${mapping.channel} in ${mapping.platform}: `, text(mapping.role, 'bold'), `, ${names.project(mapping.project)}`),
  kind: { escalations: 'Verspätete Prüfungen (escalations)', admins: 'Was Admins erfahren (admins)' },
  none: 'Noch ist kein Kanal zugeordnet',
  begin: 'Beginnen Sie mit der Schaltfläche unten oder mit ',
  mappings: (mappings) => counted(mappings, { one: 'Zuordnung', other: 'Zuordnungen' }),
  channels: 'Kanäle',
  undo: (command) => line('Rückgängig machen: ', command),
  undoThere: (channel, command) => line(`Rückgängig machen, in ${channel} geschrieben: `, command),
  testTitle: 'Dieser Kanal zeigt ab jetzt Ausleitungsanträge',
  showsFromNow: ({ role, project, by }) =>
    line('Ab jetzt zeigt dieser Kanal Anträge für ', text(role, 'bold'), ` ${inProject(project)}. Zugeordnet von ${by}.`),
  showsReleases: ({ project, by }) => `Ab jetzt zeigt dieser Kanal Freigaben ${inProject(project)}. Zugeordnet von ${by}.`,
  toldFromNow: ({ project, by }) => `Ab jetzt erfährt dieser Kanal von verspäteten Prüfungen ${inProject(project)}. Zugeordnet von ${by}.`,
  isMapped: (channel) => `#${channel} ist zugeordnet`,
  isTold: ({ channel, project }) =>
    `#${channel} erfährt, wenn sich eine Prüfung ${inProject(project)} verspätet, ebenso wie die Rolle, die die Richtlinie nennt.`,
  shows: ({ channel, role, project }) => line(`#${channel} zeigt Anträge für `, text(role, 'bold'), ` ${inProject(project)}. `),
  waiting: (count) => {
    if (count === 0) return 'Derzeit ist kein Antrag offen; der nächste erscheint dort.';
    return count === 1 ? '1 offener Antrag erscheint dort jetzt.' : `${requests(count)} sind offen und erscheinen dort jetzt.`;
  },
  noRequestYet: (project) => `Für Projekt ${project} ist noch kein Antrag gekommen: Bitte prüfen Sie die Schreibweise.`,
  removed: (mappings) => `${counted(mappings, { one: 'Zuordnung', other: 'Zuordnungen' })} entfernt`,
  noLongerShown: 'Wird nicht mehr gezeigt',
  whatHangsThere:
    'Karten, die dort schon stehen, bleiben ohne Schaltflächen und werden weiter aktualisiert. Liest dort jemand mit, der sie nicht sehen soll, löschen Sie sie.',
};
