/** The command line of `npm start`. */
import { parseArgs } from 'node:util';
import type { LanguageCode } from '../workflow/organisation.ts';
import { languageCodes } from '../workflow/organisation.ts';

export type Options = {
  /** Folder that keeps everything the sandbox knows. */
  readonly data: string;
  /** 0 lets the system choose; absent means where it was last, or else what the system chooses. */
  readonly port?: number;
  readonly reset: boolean;
  /** What the bot speaks in the chats. */
  readonly language: LanguageCode;
};

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const defaultFolder = '.sallyport';

/** What `--help` prints. */
export const usage = `Sallyport's sandbox: chat approvals for data leaving a Trusted Research Environment, on one machine.

  npm start                     serve the page on a free port of this machine, the same one at each start, and print its address
  npm start -- --port 8080      on this port (or set PORT)
  npm start -- --data FOLDER    keep requests, files and messages in FOLDER (default: ${defaultFolder})
  npm start -- --language de    have the bot speak German: ${languageCodes.join(' or ')} (default: en)
  npm start -- --reset          forget everything that was kept, then start
  npm start -- --help           this text`;

/** What has this folder's state forgotten, to be typed in a shell. */
export const resetCommand = (data: string): string => {
  if (data === defaultFolder) return 'npm start -- --reset';
  const typed = /^[\w./][\w./-]*$/.test(data) ? data : `'${data.replaceAll("'", "'\\''")}'`;
  return `npm start -- --data ${typed} --reset`;
};

const flags = {
  data: { type: 'string' },
  port: { type: 'string' },
  reset: { type: 'boolean' },
  language: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The port, or `NaN` for what is none. */
const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : Number.NaN;
};

/** Reads the arguments after `node main.ts`; `PORT` stands in for a missing `--port`. */
export const parseOptions = (args: readonly string[], env: { readonly PORT?: string | undefined }): ParsedOptions => {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false });
    if (values.help) return { kind: 'help' };
    const portText = (values.port ?? env.PORT ?? '').trim();
    const port = portText === '' ? undefined : parsePort(portText);
    if (Number.isNaN(port)) return { kind: 'wrong', problem: `The port must be a number from 0 to 65535, not "${portText}".` };
    const data = values.data ?? defaultFolder;
    if (data.trim() === '') return { kind: 'wrong', problem: '--data needs a folder.' };
    const language = languageCodes.find((code) => code === (values.language ?? 'en'));
    if (language === undefined)
      return { kind: 'wrong', problem: `The language must be ${languageCodes.join(' or ')}, not "${values.language}".` };
    return { kind: 'run', options: { data, reset: values.reset ?? false, language, ...(port === undefined ? {} : { port }) } };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
};

/** Why this Node cannot run the program, or undefined when it can. */
export const nodeProblem = (version: string): string | undefined => {
  const major = Number.parseInt(version, 10);
  return major >= 24
    ? undefined
    : `Sallyport needs Node 24 and this is Node ${version}. Run it with "npm start", which uses the Node 24 that "npm install" put into node_modules.`;
};
