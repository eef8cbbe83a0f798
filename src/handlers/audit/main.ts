/** `npm run audit -- verify | show | export ARCHIVE`: reads an archive of the audit record; the installation and its database are not needed. */
import { parseArgs } from 'node:util';
import { cleanText } from '../../bots/clean.ts';
import { idText } from '../../bots/find-request.ts';
import { s3Client } from '../../workflow/aws/s3-client.ts';
import { dayNamed } from '../../workflow/calendar.ts';
import type { ExportFormat } from '../../workflow/exports.ts';
import type { ArchivedRequest, ArchiveReader } from './archives.ts';
import { bucketArchive, folderArchive } from './archives.ts';
import { checkArchived } from './check.ts';
import { rowOf } from './rows.ts';
import { faultOf, verify, verifyOne } from './verify.ts';
import { writers } from './writers.ts';

const usage = `Reads an archive of the audit record.

  npm run audit -- verify ARCHIVE [REQUEST]      proves every record, or one; exit code 1 when one is broken, cut off or gone
  npm run audit -- show ARCHIVE REQUEST          everything that happened to a request
  npm run audit -- export ARCHIVE [options]      all events, request by request, to the standard output

  ARCHIVE           the folder "audit" of a one-machine installation or a copy of it, or s3://BUCKET
  REQUEST           its id, or the beginning of it that cards show
  --note FILE       verify: writes the end of every record into a new file, to be kept where nobody of the installation can write
  --noted FILE      verify: compares with such a file: what it notes must still be there, and may only have grown
  --from DATE       events from this day on, YYYY-MM-DD, in UTC
  --to DATE         events up to and with this day
  --format FORMAT   csv (as it is when left out) or jsonl
  --help            this text

For a bucket, AWS_REGION and AWS_PROFILE are heeded; whoever reads it needs s3:ListBucket, s3:GetObject and kms:Decrypt.`;

const refuse = (problem: string): void => {
  console.error(problem);
  process.exitCode = 2;
};

const archiveAt = (place: string): ArchiveReader => {
  const bucket = /^s3:\/\/([^/]+)\/?$/.exec(place)?.[1];
  return bucket === undefined ? folderArchive(place) : bucketArchive(s3Client(), bucket);
};

/** The one request whose id begins like this; undefined when there is not exactly one, which is said. */
const requestNamed = async (archive: ArchiveReader, typed: string): Promise<ArchivedRequest | undefined> => {
  const beginning = typed.toLowerCase();
  if (!idText.test(beginning)) {
    refuse(`A REQUEST is its id, or at least the first four characters of it, and not ${cleanText(typed)}.`);
    return undefined;
  }
  const found: ArchivedRequest[] = [];
  for await (const archived of archive.requests(beginning)) found.push(archived);
  const [only, ...more] = found;
  if (!only) refuse(`There is no request ${beginning} in this archive.`);
  // A copy beside it, such as ID.old.jsonl, does not hide the request itself.
  const whole = found.find(({ id }) => id === beginning);
  if (whole || more.length === 0) return whole ?? only;
  refuse(`${found.length} requests begin with ${beginning}; write more of the id:\n${found.map(({ id }) => cleanText(id)).join('\n')}`);
  return undefined;
};

const show = (archived: ArchivedRequest): void => {
  const checked = checkArchived(archived);
  if (!checked.sound) {
    console.log(`broken: ${faultOf(checked.fault)}`);
    process.exitCode = 1;
    return;
  }
  const { request } = checked;
  // Cleaned whole: a chain may hold, and its every field be made up.
  console.log(cleanText(`Request ${request.id}, project ${request.submission.projectId}: ${request.status.kind} since ${request.since}`));
  for (const event of request.events) {
    const { seq, at, event: kind, stage, person, platform, detail } = rowOf(request, event);
    const where = platform === '' ? '' : ` in ${platform}`;
    console.log(
      cleanText(
        `${String(seq).padStart(4)}  ${at}  ${kind}${stage === '' ? '' : ` (stage ${stage})`} by ${person}${where}${detail === '' ? '' : `: ${detail}`}`,
      ),
    );
  }
  console.log('The record holds.');
};

type Span = { readonly from: string; readonly to: string; readonly format: ExportFormat };

const exportAll = async (archive: ArchiveReader, { from, to, format }: Span): Promise<void> => {
  const writer = writers[format];
  let head: string | undefined = writer.head;
  for await (const archived of archive.requests()) {
    // Only now: where no archive is, nothing is written that looks like an export of nothing.
    if (head !== undefined) process.stdout.write(head);
    head = undefined;
    const checked = checkArchived(archived);
    if (!checked.sound) {
      console.error(`broken, left out: request ${cleanText(checked.id)}, ${faultOf(checked.fault)}`);
      process.exitCode = 1;
      continue;
    }
    const { request } = checked;
    // Instants sort as text, and every one of a day begins with it.
    const wanted = request.events.filter(({ at }) => at >= from && at.slice(0, 10) <= to);
    process.stdout.write(writer.lines(request, wanted));
  }
};

const run = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string', default: '0000-01-01' },
      to: { type: 'string', default: '9999-12-31' },
      format: { type: 'string', default: 'csv' },
      note: { type: 'string' },
      noted: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [word, place, id, ...more] = positionals;
  if (values.help) return console.log(usage);
  if (word === undefined) return refuse(usage);
  if (place === undefined) return refuse(`An ARCHIVE is needed.\n\n${usage}`);
  if (more.length > 0 || (word === 'export' && id !== undefined)) return refuse(`There are words too many.\n\n${usage}`);
  for (const name of ['from', 'to'] as const)
    if (!dayNamed('UTC', values[name])) return refuse(`--${name} is a day, YYYY-MM-DD, and not ${values[name]}.`);
  if (values.from > values.to) return refuse(`--from ${values.from} is later than --to ${values.to}: no day lies between them.`);
  const { format } = values;
  if (format !== 'csv' && format !== 'jsonl') return refuse(`--format is csv or jsonl, and not ${format}.`);
  const { note, noted } = values;
  if ((note !== undefined || noted !== undefined) && (word !== 'verify' || id !== undefined))
    return refuse('--note and --noted belong to "verify ARCHIVE", of all its records.');
  if (/^s3:(?!\/\/[^/]+\/?$)/.test(place)) return refuse(`A bucket is named s3://BUCKET, and not ${cleanText(place)}.`);
  const archive = archiveAt(place);
  if (word === 'verify' && id === undefined) {
    process.exitCode = (await verify(archive, { note, noted })) ? 0 : 1;
    return;
  }
  if (word === 'export') return exportAll(archive, { ...values, format });
  if (word !== 'show' && word !== 'verify') return refuse(`There is no ${word}.\n\n${usage}`);
  if (id === undefined) return refuse(`A REQUEST is needed.\n\n${usage}`);
  const archived = await requestNamed(archive, id);
  if (!archived) return;
  if (word === 'show') return show(archived);
  process.exitCode = verifyOne(archived) ? 0 : 1;
};

// Whoever reads the output may have had enough of it (`| head`): no fault, though not all was written, so end as a signal would have it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(141);
});

const ofAws: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'There are no credentials of AWS. Set AWS_PROFILE, or what else the AWS SDK looks for.',
  ExpiredToken: 'The credentials of AWS have run out. Sign in again.',
  InvalidAccessKeyId: 'AWS does not know these credentials.',
  AccessDenied: 'These credentials may not read the archive: that takes s3:ListBucket, s3:GetObject and kms:Decrypt.',
  NoSuchBucket: 'There is no bucket of that name.',
  PermanentRedirect: 'The bucket lies in another region than AWS_REGION says.',
  ENOTFOUND: "S3 has no such address. See to AWS_REGION, such as eu-west-2, and to this machine's way to it.",
};

/** AWS's own words are for whoever wrote the call. */
const wordsFor = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return ofAws[error.name] ?? ofAws[code] ?? error.message;
};

await run(process.argv.slice(2)).catch((error: unknown) => refuse(wordsFor(error)));
