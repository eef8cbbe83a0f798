/** What may be as it should and may be a slip, for whoever tries the installation's file. */
import { existsSync } from 'node:fs';
import type { InstallationFile } from './installation-file.ts';

/** A sentence for each. */
export const doubtsAbout = (file: InstallationFile): readonly string[] =>
  file.kind === 'machine' && file.intake.folder && !existsSync(file.intake.folder.path)
    ? [
        `intake.folder.path: ${file.intake.folder.path} is not there, or not for this user to see. The server would make it, for its own user alone; if submissions are put elsewhere, nobody would look at them there.`,
      ]
    : [];
