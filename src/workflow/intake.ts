/** What Service Workbench tells when a researcher submits: its message, read across the releases of SWB that differ. */
import * as z from 'zod';
import { matching } from './fields.ts';
import type { Problem } from './issues.ts';
import { badInput, problemsIn } from './issues.ts';
import { workspaceIdPattern } from './manifest.ts';
import { projectIdPattern } from './policy.ts';
import type { Instant, ObjectLocation, PersonId, RequestId, Submission, SwbUser } from './request.ts';

export type Notification = { readonly id: RequestId; readonly submission: Submission };

/** SNS: the longest message. */
const maxMessageBytes = 256 * 1024;
/** Free text longer than this is cut, not refused: a request must not be lost for its name. */
const maxTextLength = 1024;
/** S3: object keys. */
const maxKeyBytes = 1024;

/** The user id of whom SWB did not name. */
export const unknownUser = 'unknown';

const boundary = 'SWB notification';
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const bucket = matching(bucketPattern, 'a bucket name');
const isKey = (key: string): boolean => key !== '' && key.isWellFormed() && Buffer.byteLength(key) <= maxKeyBytes;

/** Free text: whatever is no text counts as left out. */
const freeText = z
  .string()
  .transform((text) => text.slice(0, maxTextLength).toWellFormed())
  .optional()
  .catch(undefined);
/** An address that is none counts as left out: I5 then asks each reviewer for a declaration. */
const address = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email().max(254))
  .transform((email) => email as PersonId)
  .optional()
  .catch(undefined);
/** A time that is none counts as left out. */
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString() as Instant)
  .optional()
  .catch(undefined);

const location = z.string('arn:aws:s3:::BUCKET/KEY or BUCKET/KEY').transform((text, context): ObjectLocation => {
  const [, name = '', key = ''] = /^(?:arn:aws[a-z-]*:s3:::)?([^/]*)\/(.*)$/su.exec(text) ?? [];
  if (bucketPattern.test(name) && isKey(key)) return { bucket: name, key };
  context.addIssue({ code: 'custom', message: 'arn:aws:s3:::BUCKET/KEY or BUCKET/KEY' });
  return z.NEVER;
});

const message = z
  .looseObject(
    {
      id: z.guid('a uuid').transform((id) => id.toLowerCase() as RequestId),
      egress_store_id: matching(/^[\x21-\x7e]{1,255}$/, 'an id of at most 255 characters'),
      egress_store_name: freeText,
      egress_store_object_list_location: location,
      created_by: freeText,
      created_by_email: address,
      workspace_id: matching(workspaceIdPattern, 'an id of at most 80 letters, digits, ".", "-" and "_" that a folder may be named'),
      project_id: matching(projectIdPattern, 'an id of at most 100 letters, digits, ".", "-" and "_"'),
      s3_bucketname: bucket,
      s3_bucketpath: z.string('the workspace_id followed by "/"'),
      status: z.literal('PENDING', 'PENDING'),
      updated_by: freeText,
      updated_by_email: address,
      updated_at: instant,
    },
    'a JSON object',
  )
  .refine(({ workspace_id, s3_bucketpath }) => s3_bucketpath === `${workspace_id}/`, {
    path: ['s3_bucketpath'],
    error: 'the workspace_id followed by "/"',
  });

const user = (id: string | undefined, email: PersonId | undefined): SwbUser => ({
  id: id === undefined || id.trim() === '' ? unknownUser : id,
  ...(email === undefined ? {} : { email }),
});

const parseJson = (text: string): unknown => {
  if (Buffer.byteLength(text) > maxMessageBytes) throw badInput(boundary, [{ field: '', expected: `at most ${maxMessageBytes} bytes` }]);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badInput(boundary, [{ field: '', expected: 'JSON' }], cause);
  }
};

/** Of a required field, what it should be does not tell that there is none. */
const missingFrom =
  (said: unknown) =>
  ({ field, expected }: Problem): Problem =>
    field === '' || (typeof said === 'object' && said !== null && Object.hasOwn(said, field))
      ? { field, expected }
      : { field, expected: `${expected}; it is missing` };

/** Reads SWB's message (the JSON text inside SNS's envelope), or throws a BadInputError that names the fields and what they should be. */
export const parseNotification = (text: string): Notification => {
  const json = parseJson(text);
  const parsed = message.safeParse(json);
  if (!parsed.success) throw badInput(boundary, problemsIn(parsed.error).map(missingFrom(json)), parsed.error);
  const said = parsed.data;
  return {
    id: said.id,
    submission: {
      egressStoreId: said.egress_store_id,
      egressStoreName: said.egress_store_name ?? '',
      workspaceId: said.workspace_id,
      projectId: said.project_id,
      objectList: said.egress_store_object_list_location,
      source: { bucket: said.s3_bucketname, prefix: said.s3_bucketpath },
      createdBy: user(said.created_by, said.created_by_email),
      submittedBy: user(said.updated_by, said.updated_by_email),
      ...(said.updated_at === undefined ? {} : { submittedAt: said.updated_at }),
    },
  };
};
