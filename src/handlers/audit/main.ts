/** `npm run audit -- verify | show | export ARCHIVE`: reads an archive of the audit record; the installation and its database are not needed. */
import { parseArgs } from 'node:util';
import { cleanText } from '../../bots/clean.ts';
import { s3Client } from '../../workflow/aws/s3-client.ts';
import type { ExportFormat } from '../../workflow/exports.ts';
import type { ArchiveReader } from './archives.ts';
import { bucketArchive, folderArchive } from './archives.ts';
import { checkArchived } from './check.ts';
import { rowOf } from './rows.ts';
import { verify, verifyOne } from './verify.ts';
import { writers } from './writers.ts';

const usage = `Reads an archive of the audit record.

  npm run audit -- verify ARCHIVE [REQUEST]      proves every record, or one; exit code 1 when one is broken, cut off or gone
  npm run audit -- show ARCHIVE REQUEST          everything that happened to a request
  npm run audit -- export ARCHIVE [options]      all events, request by request, to the standard output

  ARCHIVE           the folder "audit" of a one-machine installation or a copy of it, or s3://BUCKET
  --note FILE       verify: writes the end of every record into a new file, to be kept where nobody of the installation can write
  --noted FILE      verify: compares with such a file: what it notes must still be there, and may only have grown
  --from DATE       events from this day on, YYYY-MM-DD
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

const show = async (archive: ArchiveReader, id: string): Promise<void> => {
  for await (const archived of archive.requests(id)) {
    const checked = checkArchived(archived);
    if (!checked.sound) {
      console.log(`broken at event ${checked.fault.seq}: ${cleanText(checked.fault.problem)}`);
      process.exitCode = 1;
      return;
    }
    const { request } = checked;
    console.log(`Request ${request.id}, project ${cleanText(request.submission.projectId)}: ${request.status.kind} since ${request.since}`);
    for (const event of request.events) {
      const { seq, at, event: kind, stage, person, platform, detail } = rowOf(request, event);
      const where = platform === '' ? '' : ` in ${platform}`;
      console.log(
        `${String(seq).padStart(4)}  ${at}  ${kind}${stage === '' ? '' : ` (stage ${stage})`} by ${person}${where}${detail === '' ? '' : `: ${detail}`}`,
      );
    }
    console.log('The record holds.');
    return;
  }
  refuse(`There is no request ${cleanText(id)} in this archive.`);
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
      console.error(`broken, left out: request ${cleanText(checked.id)}, event ${checked.fault.seq}: ${cleanText(checked.fault.problem)}`);
      process.exitCode = 1;
      continue;
    }
    const { request } = checked;
    // Instants sort as text, and every one of a day begins with it.
    const wanted = request.events.filter(({ at }) => at >= from && at.slice(0, 10) <= to);
    process.stdout.write(writer.lines(request, wanted));
  }
};

const day = /^\d{4}-\d{2}-\d{2}$/;

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
  if (values.help || word === undefined) return console.log(usage);
  if (place === undefined) return refuse(`An ARCHIVE is needed.\n\n${usage}`);
  if (more.length > 0 || (word === 'export' && id !== undefined)) return refuse(`There are words too many.\n\n${usage}`);
  for (const name of ['from', 'to'] as const)
    if (!day.test(values[name])) return refuse(`--${name} is a day, YYYY-MM-DD, and not ${values[name]}.`);
  const { format } = values;
  if (format !== 'csv' && format !== 'jsonl') return refuse(`--format is csv or jsonl, and not ${format}.`);
  const { note, noted } = values;
  if ((note !== undefined || noted !== undefined) && (word !== 'verify' || id !== undefined))
    return refuse('--note and --noted belong to "verify ARCHIVE", of all its records.');
  const archive = archiveAt(place);
  if (word === 'verify') {
    const holds = id === undefined ? await verify(archive, { note, noted }) : await verifyOne(archive, id);
    if (holds === undefined) return refuse(`There is no request ${cleanText(id ?? '')} in this archive.`);
    process.exitCode = holds ? 0 : 1;
    return;
  }
  if (word === 'export') return exportAll(archive, { ...values, format });
  if (word === 'show') return id === undefined ? refuse(`A REQUEST is needed.\n\n${usage}`) : show(archive, id);
  return refuse(`There is no ${word}.\n\n${usage}`);
};

await run(process.argv.slice(2)).catch((error: unknown) => refuse(error instanceof Error ? error.message : String(error)));
