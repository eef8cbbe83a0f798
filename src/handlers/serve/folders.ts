/** The folders of an installation on one machine: what is taken in must lie apart from what is kept, and what is kept must be ours. */
import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Problem } from '../../workflow/issues.ts';
import { auditName, databaseName, objectFolders } from '../backup/contents.ts';
import { isWithin, realPath } from '../real-path.ts';
import type { MachineFile } from './installation-file.ts';

type Folders = { readonly dataFolder?: string | undefined; readonly intakeFolder?: string | undefined };

/** Folders below the data folder, which may be links to another disk. */
const parts: readonly string[] = [...objectFolders, auditName, 'exports'];

/** What is taken in is deleted: none of it may be what is kept, nor may what is kept be looked at as something to take in. */
const overlap = ({ dataFolder, intakeFolder }: Folders): readonly Problem[] => {
  if (dataFolder === undefined || intakeFolder === undefined) return [];
  const intake = realPath(intakeFolder);
  const kept = [dataFolder, ...parts.map((part) => join(dataFolder, part))].find((path) => {
    const real = realPath(path);
    return isWithin(intake, real) || isWithin(real, intake);
  });
  return kept === undefined
    ? []
    : [
        {
          field: 'intake.folder.path',
          expected: `a folder apart from dataFolder, because what is taken in is deleted; ${intakeFolder} (${intake}) and ${kept} (${realPath(kept)}) are the same, or one lies in the other`,
        },
      ];
};

/** As `ls -l` would say it of whoever runs this. */
export const thisUser = (): string => {
  try {
    const { username, uid } = userInfo();
    return `${username} (uid ${uid})`;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
};

const ours: ReadonlySet<string> = new Set([databaseName, ...parts, 'in-use.db', 'in-use.db-journal', 'lost+found']);

const mayUse = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

/** What lies there and can be nobody's data folder, or not this user's; what is not there yet is made at the start. */
const faultOf = (path: string): string | undefined => {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!isThere) return undefined;
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'is none';
  if (!mayUse(path, constants.R_OK | constants.W_OK | constants.X_OK))
    return `belongs to uid ${statSync(path).uid}, and ${thisUser()}, who runs this, may not read and write there: give it to whoever runs the server (chown), or run this as its owner`;
  const names = readdirSync(path);
  if (names.includes(databaseName))
    return mayUse(join(path, databaseName), constants.R_OK | constants.W_OK)
      ? undefined
      : `holds a ${databaseName} that ${thisUser()}, who runs this, may not read and write: give all that lies there to whoever runs the server (chown -R)`;
  const foreign = names.find((name) => !ours.has(name));
  return foreign === undefined
    ? undefined
    : `holds no database of Sallyport, and something else (${foreign}): name an empty folder, or one that is not there yet`;
};

/** Linux: nothing can be kept there, and making a folder in `/proc` never ends. */
const isNoDisk = (path: string): boolean => /^\/(proc|sys)(\/|$)/.test(realPath(path));

const unusable = (field: string, path: string | undefined, fault: (path: string) => string | undefined): readonly Problem[] => {
  if (path === undefined) return [];
  let found: string | undefined;
  try {
    found = isNoDisk(path) ? 'is not on a disk' : fault(path);
  } catch {
    // Below a folder that this user may not look into: the start says so, or is another user's.
  }
  return found === undefined ? [] : [{ field, expected: `the path of a folder; ${path} ${found}` }];
};

/** What keeps these folders from being an installation's, as far as this user may see. */
export const folderProblems = (folders: Folders): readonly Problem[] => [
  ...unusable('dataFolder', folders.dataFolder, faultOf),
  ...unusable('intake.folder.path', folders.intakeFolder, (path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === false ? 'is none' : undefined,
  ),
  ...overlap(folders),
];

const nearestThere = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path)));

const above = (path: string): readonly string[] => (dirname(path) === path ? [] : [dirname(path), ...above(dirname(path))]);

/** Who may put something else in the place of what lies in the folder; where it is sticky, as `/tmp` is, its owner alone. */
const othersWhoMayReplace = (folder: string): string | undefined => {
  const about = statSync(folder, { throwIfNoEntry: false });
  if (!about) return undefined;
  const { mode, uid } = about;
  if (uid !== 0 && uid !== process.getuid?.()) return `uid ${uid}, its owner,`;
  return (mode & 0o022) !== 0 && (mode & 0o1000) === 0 ? 'others' : undefined;
};

const intakeDoubts = (path: string): readonly string[] => [
  ...[...new Set([...above(path), ...above(realPath(path))])].flatMap((folder) => {
    const who = othersWhoMayReplace(folder);
    return who === undefined
      ? []
      : [
          `intake.folder.path: ${who} may write to ${folder}, and so put a link in the place of the intake folder, which the server would follow. Give it to root (chown), and make it its owner's alone to write to (chmod go-w).`,
        ];
  }),
  ...(((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o002) === 0
    ? []
    : [
        `intake.folder.path: everybody on this machine may write to ${path}, and so submit in anybody's name. Make it its owner's and its group's alone to write to (chmod o-w).`,
      ]),
];

/** A sentence for each folder that would have to be made and cannot be, or that may be a slip. */
export const folderDoubts = ({ dataFolder, intake }: Pick<MachineFile, 'dataFolder' | 'intake'>): readonly string[] => [
  ...(existsSync(dataFolder) || mayUse(nearestThere(dataFolder), constants.W_OK | constants.X_OK)
    ? []
    : [
        `dataFolder: ${dataFolder} is not there, or not for this user to see, and ${thisUser()} may not make it in ${nearestThere(dataFolder)}. Under systemd, StateDirectory= makes it.`,
      ]),
  ...(intake.folder && !existsSync(intake.folder.path)
    ? [
        `intake.folder.path: ${intake.folder.path} is not there, or not for this user to see. The server would make it, for its own user alone; if submissions are put elsewhere, nobody would look at them there.`,
      ]
    : []),
  ...(intake.folder ? intakeDoubts(intake.folder.path) : []),
];
