/** What may be as it should and may be a slip, for whoever tries the installation's file. */
import { folderDoubts } from './folders.ts';
import type { InstallationFile } from './installation-file.ts';

/** A sentence for each. */
export const doubtsAbout = (file: InstallationFile): readonly string[] => (file.kind === 'machine' ? folderDoubts(file) : []);
