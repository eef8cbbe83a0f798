/** Safe relative paths for objects whose keys may say anything (I8, I13): one per key, usable in staging, in the zip and on any disk. */
import { createHash } from 'node:crypto';
import { byBytes } from './byte-order.ts';
import { UnsafePathError } from './errors.ts';

/** A staged key is `workspace/request/path`; S3 allows 1,024 bytes for all of it. */
const maxPathBytes = 900;
/** What most file systems allow for one name. */
const maxComponentBytes = 255;
const maxExtensionBytes = 16;

/** Control, format (bidi, zero-width), separator and half characters, and what Windows forbids in a name. */
const forbidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}<>:"|?*\\]/gu;
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/iu;

const bytes = (text: string): number => Buffer.byteLength(text);

/** The first `limit` bytes of the text, never ending within a character nor in what a trailing position forbids. */
const cut = (text: string, limit: number): string => {
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += bytes(character);
    if (size > limit) break;
    kept += character;
  }
  return kept.replace(/[. ]+$/, '');
};

const hashOf = (key: string, digits: number): string => createHash('sha256').update(key).digest('hex').slice(0, digits);

const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  return bytes(extension) <= maxExtensionBytes ? extension : '';
};

/** `name~hash.ext`, within one component's limit; the hash is of the original key. */
const marked = (name: string, key: string, digits = 8): string => {
  const extension = extensionOf(name);
  const tail = `~${hashOf(key, digits)}${extension}`;
  return `${cut(name.slice(0, name.length - extension.length), maxComponentBytes - bytes(tail))}${tail}`;
};

const safeComponent = (component: string): string =>
  component
    .replace(forbidden, '_')
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length))
    .replace(reserved, '_$&');

/** One folder for a path that is too deep, named after the first of its own and a hash of them all. */
const shortFolder = (originals: readonly string[]): string =>
  `${cut(safeComponent(originals[0] ?? '_'), 100)}~${hashOf(originals.slice(0, -1).join('/'), 16)}/`;

const originalsOf = (key: string): readonly string[] => key.split('/').filter((component) => component !== '');

/** A safe path for the key, not yet distinct from others; folders keep together, since each depends on its own part of the key only. */
const safePath = (key: string): string => {
  const originals = originalsOf(key);
  const components = originals.map((original, index) => {
    const component = safeComponent(original);
    return bytes(component) <= maxComponentBytes ? component : marked(component, originals.slice(0, index + 1).join('/'));
  });
  const path = components.join('/') || '_';
  return bytes(path) <= maxPathBytes ? path : `${shortFolder(originals)}${components.at(-1)}`;
};

/** What a file system that ignores case and normalises accents takes for the same name. */
const folded = (path: string): string =>
  /^[ -~]*$/.test(path) ? path.toUpperCase() : path.normalize('NFD').toLowerCase().toUpperCase().normalize('NFC');

/** Adds the folders that the path lies in, from the deepest up to one that is known already: its own are known too. */
const addFolders = (folders: Set<string>, path: string): void => {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const folder = path.slice(0, slash);
    if (folders.has(folder)) return;
    folders.add(folder);
  }
};

/** Whether one of the folders that the path lies in is a file. */
const liesInFile = (files: ReadonlySet<string>, path: string): boolean => {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    if (files.has(path.slice(0, slash))) return true;
  }
  return false;
};

/** The key's path made distinct: its name carries a hash of the key, longer in the (contrived) case that this is taken too. */
const distinctPath = (path: string, key: string, isTaken: (path: string) => boolean): string => {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  for (let digits = 8; digits <= 64; digits *= 2) {
    const name = marked(path.slice(folder.length), key, digits);
    const candidate = bytes(folder + name) <= maxPathBytes ? folder + name : shortFolder(originalsOf(key)) + name;
    if (!isTaken(candidate)) return candidate;
  }
  throw new UnsafePathError(`no safe path is free for the key ${JSON.stringify(key)}`);
};

/**
 * A safe relative path for each key (relative to the request's prefix; keys are distinct). The same set of keys gives the same paths in
 * any order; a key that is safe already keeps its bytes unless another key claims the same name.
 */
export const assignPaths = (keys: readonly string[]): ReadonlyMap<string, string> => {
  const wanted = keys.map((key) => ({ key, path: safePath(key) })).sort((a, b) => byBytes(a.key, b.key));
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const { path } of wanted) addFolders(folders, folded(path));
  const isTaken = (path: string): boolean => {
    const fold = folded(path);
    return files.has(fold) || folders.has(fold) || liesInFile(files, fold);
  };
  const assigned = new Map<string, string>();
  const keep = (key: string, path: string): void => {
    const fold = folded(path);
    files.add(fold);
    addFolders(folders, fold);
    assigned.set(key, path);
  };
  // Names that were safe as they are come first, so that no rewritten name can take theirs.
  for (const { key, path } of wanted) if (key === path && !isTaken(path)) keep(key, path);
  for (const { key, path } of wanted) if (!assigned.has(key) && key !== path && !isTaken(path)) keep(key, path);
  for (const { key, path } of wanted) if (!assigned.has(key)) keep(key, distinctPath(path, key, isTaken));
  return assigned;
};

/** Why a zip must not hold this name, looked at afresh: nothing here relies on how `assignPaths` makes names. */
const flawOf = (path: string): string | undefined => {
  if (path === '') return 'is empty';
  if (!path.isWellFormed()) return 'is not valid Unicode';
  if (Buffer.byteLength(path) > 1024) return 'is too long';
  if (path.includes('\\')) return 'has a backslash';
  if (/^[a-z]+:/i.test(path)) return 'begins with a drive or scheme';
  if (path.startsWith('/')) return 'is absolute';
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) return 'has a control character';
  if (/[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(path)) return 'has an invisible or direction-changing character';
  for (const component of path.split('/')) {
    if (component === '' || component === '.' || component === '..') return 'has an empty, . or .. component';
    if (Buffer.byteLength(component) > 255) return 'has a component that is too long';
    if (component.endsWith('.') || component.endsWith(' ')) return 'has a component that ends in a dot or space';
    if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(component)) return 'has a name that Windows reserves';
  }
  return undefined;
};

/** Throws `UnsafePathError` for a name that must never be written into a zip; the last check before the archiver sees it. */
export const checkEntryPath = (path: string): void => {
  const flaw = flawOf(path);
  if (flaw !== undefined) throw new UnsafePathError(`the path ${JSON.stringify(path)} ${flaw}`);
};
