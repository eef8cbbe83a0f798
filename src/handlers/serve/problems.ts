/** Why the server does not start, for whoever is woken by it: what is wrong, and what to do next. */
import { BadInputError } from '../../workflow/errors.ts';
import { DatabaseTooNewError } from '../../workflow/local/database.ts';
import { FolderInUseError } from '../../workflow/local/lock.ts';
import { errorNames } from '../error-names.ts';
import { thisUser } from './folders.ts';
import type { InstallationFile } from './installation-file.ts';
import { PolicyFileError } from './installation-file.ts';
import { PolicyDiffersError } from './site.ts';

/** sysexits.h, EX_CONFIG: starting it again will not help. */
export const configurationExit = 78;

export type StartProblem = { readonly words: string; readonly exit: number };

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const isOf = (error: unknown, syscall: string): boolean => error instanceof Error && 'syscall' in error && error.syscall === syscall;
const pathOf = (error: unknown): string | undefined => (error instanceof Error && 'path' in error ? String(error.path) : undefined);

/** What is wrong with the installation's file, its policy or its secrets, by the file that has to be mended; `undefined` for any other error. */
export const fileProblem = (file: string, error: unknown): StartProblem | undefined => {
  const words = (wrong: string, problems: string, again: string): StartProblem => ({
    words: `${wrong} is not right, so nothing was started:\n${problems}\n\nMend it, and try it with: npm run serve -- ${again}`,
    exit: configurationExit,
  });
  if (error instanceof PolicyFileError) return words(error.file, error.message, `--check-policy ${error.file}`);
  return error instanceof BadInputError ? words(file, error.message, `${file} --check`) : undefined;
};

/** No answer came: the SDK hands on what Node.js said of the name, the connection or the certificate. */
const unreachedCode =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.+|ERR_PROXY_TUNNEL|CERT_.+|UNABLE_TO_.+|.*SELF_SIGNED.*)$/;
const unreached = (error: unknown): boolean =>
  unreachedCode.test(String(codeOf(error))) || (error instanceof Error && error.name === 'TimeoutError');

/** What keeps the server from the stack of AWS, by the name that AWS gives it; `undefined` for what is not known. */
const stackProblem = (table: string, error: unknown): StartProblem | undefined => {
  if (error instanceof PolicyDiffersError)
    return {
      words: `Nobody is answered: ${error.message}. Give this server the policy file that the stack was deployed with, and the same version of the program; after a deployment, the stack says within five minutes by which policy it works.`,
      exit: 1,
    };
  switch (error instanceof Error ? error.name : '') {
    case 'ResourceNotFoundException':
      return { words: `There is no table ${table} in the region of AWS_REGION, as "stack.table" says.`, exit: configurationExit };
    case 'AccessDeniedException':
      return {
        words: `These credentials may not read the table ${table}. docs/one-machine.md has what they need.`,
        exit: configurationExit,
      };
    case 'CredentialsProviderError':
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
      return {
        words: 'AWS does not know these credentials, or there are none. The AWS SDK looks for them where its own guide says.',
        exit: 1,
      };
    default:
      return unreached(error)
        ? {
            words: `DynamoDB, where the table ${table} is, cannot be reached (${errorNames(error)}). See to this machine's way to it, and to AWS_REGION: a region that is misspelt has no address.`,
            exit: 1,
          }
        : undefined;
  }
};

const sqliteCodeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
/** SQLite: SQLITE_READONLY, SQLITE_CANTOPEN. */
const mayNotOpen = (error: unknown): boolean => [8, 14].includes(sqliteCodeOf(error) ?? 0);
/** SQLite: SQLITE_FULL. */
const isFull = (error: unknown): boolean => codeOf(error) === 'ENOSPC' || sqliteCodeOf(error) === 13;

/** What kept an installation from starting, or from going on; `undefined` for what is not known. */
export const startProblem = (file: InstallationFile, error: unknown): StartProblem | undefined => {
  const { host, port } = file.listen;
  if (file.kind === 'front') {
    const problem = stackProblem(file.stack.table, error);
    if (problem) return problem;
  }
  const dataFolder = file.kind === 'machine' ? file.dataFolder : 'its folder';
  if (error instanceof FolderInUseError)
    return {
      words: `Another process works in ${dataFolder}, and only one may: stop it first. If none is there, the folder lies on a disk that another machine uses too.`,
      exit: 1,
    };
  if (error instanceof DatabaseTooNewError)
    return {
      words: `A newer version of Sallyport has worked in ${dataFolder}. Start that version, or restore a backup that this one made.`,
      exit: configurationExit,
    };
  if (mayNotOpen(error))
    return {
      words: `${thisUser()}, who runs this, may not open the database in ${dataFolder}. Give all that lies there to whoever runs the server (chown -R).`,
      exit: configurationExit,
    };
  if (isFull(error)) return { words: `The disk of ${dataFolder} is full. Make room on it; nothing that was recorded is lost.`, exit: 1 };
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return {
        words: `Port ${port} of ${host} is taken by another program. Stop that one (ss -ltnp shows it), or choose another port in "listen".`,
        exit: 1,
      };
    case 'EADDRNOTAVAIL':
      return { words: `${host} is no address of this machine. Choose another host in "listen".`, exit: configurationExit };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'ENOENT':
    case 'EEXIST':
      return {
        words: isOf(error, 'listen')
          ? `${thisUser()}, who runs this, may not use port ${port}. Choose one from 1024 on in "listen".`
          : `${thisUser()}, who runs this, may not make or write to ${pathOf(error) ?? dataFolder}. Give it to that user (chown), or name another folder.`,
        exit: configurationExit,
      };
    default:
      return undefined;
  }
};
