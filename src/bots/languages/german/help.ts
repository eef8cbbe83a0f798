import { line, text } from '../../card.ts';
import type { Language } from '../english.ts';

export const help: Language['help'] = {
  title: 'Was Sie fragen können',
  ids: 'ID ist der Anfang der ID eines Antrags, mindestens vier Zeichen.',
  yours: 'Anträge',
  reviewing: 'Wenn Sie prüfen',
  releases: 'Freigaben',
  record: 'Das Protokoll',
  admins: 'Für Admins',
  whoTitle: 'Wer Sie hier sind',
  who: ({ name, id, admin }) => line(text(name, 'bold'), ` (${id})${admin ? ', Admin' : ''}`),
  roles: 'Rollen',
  passedOnBy: (person) => `, übertragen von ${person}`,
  until: (end) => line(', bis ', end),
  noRole: 'Sie haben hier keine Rolle. Ein Admin kann Ihnen eine geben.',
};
