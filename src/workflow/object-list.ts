/** SWB's object list: which versions of which objects a researcher submitted (I9). */
import * as z from 'zod';
import { BadInputError } from './errors.ts';

/** One object as SWB listed it; folder placeholders are left out. */
export type ListedObject = {
  readonly key: string;
  readonly version: string;
  /** Bytes. */
  readonly size: number;
};

/** S3: object keys. */
const maxKeyBytes = 1024;

const Key = z
  .string({ error: 'expected an object key' })
  .refine((key) => key !== '' && key.isWellFormed() && Buffer.byteLength(key) <= maxKeyBytes, {
    error: `expected an object key of 1 to ${maxKeyBytes} bytes of UTF-8`,
  });
const Size = z.int({ error: 'expected a size in bytes' }).min(0, { error: 'expected a size in bytes' });
const ObjectList = z.object(
  { objects: z.array(z.unknown(), { error: 'expected a list of objects' }) },
  { error: 'expected a JSON object with a list of objects' },
);
const ObjectLine = z.object({ Key, Size, VersionId: z.unknown() }, { error: 'expected an object with Key, VersionId and Size' });
/** S3: version ids are up to 1,024 bytes; "null" is what an unversioned bucket answers. */
const VersionId = z
  .string()
  .min(1)
  .max(1024)
  .refine((version) => version !== 'null' && version.trim() === version && version.isWellFormed());

const bad = (field: string, expected: string, cause?: unknown): BadInputError =>
  new BadInputError('object list', { field, expected, cause });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad('', 'expected JSON', cause);
  }
};

/** The value as the schema has it; an error names the field, and the object as far as its key can be read. */
const parse = <T>(schema: z.ZodType<T>, value: unknown, at: string): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  const key = z.object({ Key: z.string() }).safeParse(value).data?.Key;
  const whose = key === undefined ? '' : ` for ${JSON.stringify(key)}`;
  throw bad(at === '' || field === '' ? `${at}${field}` : `${at}.${field}`, `${issue?.message}${whose}`, parsed.error);
};

/** The files of an object list, in its order; throws `BadInputError` that names the field and the object (I9). `prefix` ends in `/`. */
export const parseObjectList = (text: string, prefix: string): readonly ListedObject[] => {
  const seen = new Set<string>();
  const files: ListedObject[] = [];
  for (const [index, object] of parse(ObjectList, parseJson(text), '').objects.entries()) {
    const at = `objects[${index}]`;
    const { Key: key, Size: size, VersionId: versionId } = parse(ObjectLine, object, at);
    if (!key.startsWith(prefix)) throw bad(`${at}.Key`, `expected a key under ${JSON.stringify(prefix)}, not ${JSON.stringify(key)}`);
    if (seen.has(key)) throw bad(`${at}.Key`, `expected each key once, ${JSON.stringify(key)} is listed twice`);
    seen.add(key);
    if (size === 0 && key.endsWith('/')) continue;
    const version = VersionId.safeParse(versionId);
    if (!version.success) throw bad(`${at}.VersionId`, `expected a version id for ${JSON.stringify(key)}`, version.error);
    files.push({ key, size, version: version.data });
  }
  if (files.length === 0) throw bad('objects', 'expected at least one file');
  return files;
};
