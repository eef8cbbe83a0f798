/** Files that were dropped or chosen, folders included, with the path that they had there. */

export type Chosen = { readonly path: string; readonly file: File };

const readAll = async (reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> => {
  const found: FileSystemEntry[] = [];
  // A reader hands out at most a hundred entries at a time, and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...some);
  }
};

const walk = async (entry: FileSystemEntry): Promise<readonly Chosen[]> => {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const children = await readAll((entry as FileSystemDirectoryEntry).createReader());
  const found: Chosen[] = [];
  for (const child of children) found.push(...(await walk(child)));
  return found;
};

export const fromList = (list: FileList | readonly File[]): readonly Chosen[] =>
  [...list].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));

/** Must be called in the drop event itself: its items are gone afterwards. */
export const fromDrop = async (transfer: DataTransfer): Promise<readonly Chosen[]> => {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return fromList(transfer.files);
  const found = await Promise.all(entries.map(walk));
  return found.flat();
};
