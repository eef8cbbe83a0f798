import type { Ending } from '../../../workflow/resubmission.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { fullStop } from '../full-stop.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { files: countOf, number } = quantities;

const endedOtherwise = (kind: Exclude<Ending['kind'], 'rejected'>): string => {
  if (kind === 'expired') return 'lief ohne Entscheidung ab, ';
  return kind === 'aborted' ? 'wurde aufgegeben, ' : 'wurde zurückgezogen, ';
};

const ended = ({ ending }: Parameters<Language['resubmission']['follows']>[0]): Line => {
  const at = { kind: 'instant', at: ending.at } as const;
  if (ending.kind !== 'rejected') return line(endedOtherwise(ending.kind), at, '.');
  return line(
    'wurde abgelehnt von ',
    text(ending.by.name, 'bold'),
    ` für ${ending.label}, `,
    at,
    `. ${names.category[ending.category]}`,
    ending.reason === undefined ? '.' : `: „${ending.reason}“${fullStop(ending.reason)}`,
  );
};

const fate: Record<Ending['kind'], string> = {
  rejected: 'abgelehnt',
  expired: 'nicht entschieden',
  withdrawn: 'zurückgezogen',
  aborted: 'aufgegeben',
};

const tallies = { added: 'neu', changed: 'geändert', renamed: 'umbenannt', removed: 'entfernt', unchanged: 'unverändert' };

export const resubmission: Language['resubmission'] = {
  follows: (earlier) =>
    line(
      '🔁 ',
      text('Erneut eingereicht', 'bold'),
      ': Der Antrag ',
      text(earlier.id, 'code'),
      ' ',
      ...ended(earlier),
      ' Ganz zu lesen: ',
      commandLine(`status ${earlier.id}`),
    ),
  releasedSince: 'Dazwischen wurde ein anderer Antrag aus demselben Egress-Speicher freigegeben.',
  nothingChanged: (kind, files) =>
    line(
      '⚠️ ',
      text('Nichts hat sich geändert', 'bold'),
      `: ${files === 1 ? 'Die eine Datei ist genau die, die' : `Alle ${countOf(files)} sind genau die, die`} ${fate[kind]} ${files === 1 ? 'wurde' : 'wurden'}. Die Prüfsumme des Manifests ist trotzdem eine andere: Sie besiegelt auch den Antrag.`,
    ),
  onlyRenamed: (kind, files) =>
    line(
      '⚠️ ',
      text('Kein Inhalt hat sich geändert', 'bold'),
      `: Nur umbenannt: ${countOf(files)}. Die Bytes sind die, die ${fate[kind]} wurden.`,
    ),
  onlyRemoved: (kind) =>
    line(
      '➖ ',
      text('Nichts ist neu', 'bold'),
      `: Dateien wurden nur herausgenommen, und was bleibt, gehörte zu dem, was ${fate[kind]} wurde.`,
    ),
  notCompared: {
    missing: 'Die Liste der früheren Dateien ist nicht mehr da',
    altered: 'Die Liste der früheren Dateien ist nicht die, die damals gezeigt wurde',
    'no-time': 'Es sind zu viele Dateien, um sie rechtzeitig zu vergleichen',
    unreadable: 'Eine Liste der Dateien war nicht zu lesen',
  },
  unknown: (why) =>
    line('⚠️ ', text('Die Änderungen waren nicht zu vergleichen', 'bold'), `: ${why}. Bitte sehen Sie jede Datei an, als wäre sie neu.`),
  sinceThen: 'Seither',
  tally: (kind, files) => `${number(files)} ${tallies[kind]}`,
  abridged: 'Es hat sich mehr geändert, als aufgezählt werden kann; eine umbenannte Datei zählt deshalb als eine entfernte und eine neue.',
  changesSince: (id) => `Was sich seit ${id} geändert hat`,
  marks: { added: '🆕 neu', changed: '✏️ geändert', renamed: '🔀 umbenannt', removed: '➖ entfernt' },
  renamedFrom: (path) => line(', früher ', text(path, 'code')),
  notAllMarked: 'Es haben sich mehr Dateien geändert, als hier bezeichnet sind.',
  resubmittedAs: (ids, more) =>
    line(
      '🔁 Erneut eingereicht als ',
      ...ids.flatMap((id, index) => (index === 0 ? [text(id, 'code')] : [', ', text(id, 'code')])),
      more > 0 ? ` und ${more} weitere.` : '.',
    ),
  inThread: (id) => line('🔁 Die Dateien wurden erneut eingereicht als ', text(id, 'code'), ': ', commandLine(`status ${id}`)),
  event: (id) => ` als ${id}`,
  eventOf: (id) => `; reicht ${id} erneut ein`,
};
