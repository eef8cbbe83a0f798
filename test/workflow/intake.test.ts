import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../src/workflow/errors.ts';
import { parseNotification } from '../../src/workflow/intake.ts';
import { hasUnknownRequester } from '../../src/workflow/requesters.ts';
import { someTerms } from './builders.ts';

/** SWB's message as a release that leaves nothing out sends it. */
const complete = {
  id: '8F2B7C1E-5D3A-4E61-9A57-0C1D2E3F4A5B',
  egress_store_id: '5b1f3c77-0d0e-4b8e-8a86-5d0d7f3f0a11',
  egress_store_name: 'My workspace <!channel> & more',
  egress_store_object_list_location: 'arn:aws:s3:::swb-notifications/5b1f3c77/8f2b7c1e.json',
  created_at: '2026-11-20T08:00:00.000Z',
  created_by: 'u-1',
  created_by_email: 'Rosa@Example.ac.uk',
  workspace_id: '5b1f3c77-0d0e-4b8e-8a86-5d0d7f3f0a11',
  project_id: 'TRE-Project-1',
  s3_bucketname: 'swb-egress-store',
  s3_bucketpath: '5b1f3c77-0d0e-4b8e-8a86-5d0d7f3f0a11/',
  status: 'PENDING',
  updated_by: 'u-2',
  updated_by_email: 'sam@example.ac.uk',
  updated_at: '2026-11-21T09:30:00+01:00',
  ver: 3,
};
type Changes = { readonly [field: string]: unknown };
const textOf = (changes: Changes = {}): string => JSON.stringify({ ...complete, ...changes });
const parsed = (changes: Changes = {}) => parseNotification(textOf(changes));
const refusal = (text: string): BadInputError => {
  try {
    parseNotification(text);
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
  throw new Error('the notification was accepted');
};

describe('parseNotification', () => {
  test('reads the complete message', () => {
    expect(parsed()).toEqual({
      id: '8f2b7c1e-5d3a-4e61-9a57-0c1d2e3f4a5b',
      submission: {
        egressStoreId: '5b1f3c77-0d0e-4b8e-8a86-5d0d7f3f0a11',
        egressStoreName: 'My workspace <!channel> & more',
        workspaceId: '5b1f3c77-0d0e-4b8e-8a86-5d0d7f3f0a11',
        projectId: 'TRE-Project-1',
        objectList: { bucket: 'swb-notifications', key: '5b1f3c77/8f2b7c1e.json' },
        source: { bucket: 'swb-egress-store', prefix: '5b1f3c77-0d0e-4b8e-8a86-5d0d7f3f0a11/' },
        createdBy: { id: 'u-1', email: 'rosa@example.ac.uk' },
        submittedBy: { id: 'u-2', email: 'sam@example.ac.uk' },
        submittedAt: '2026-11-21T08:30:00.000Z',
      },
    });
  });

  test.each([
    { what: 'no addresses', changes: { created_by_email: undefined, updated_by_email: undefined } },
    { what: 'no created_at', changes: { created_at: undefined } },
    { what: 'no created_by', changes: { created_by: undefined, created_by_email: undefined } },
    { what: 'a version that is text', changes: { ver: '3' } },
    { what: 'no version', changes: { ver: undefined } },
    { what: 'no updated_at', changes: { updated_at: undefined } },
    { what: 'no name', changes: { egress_store_name: undefined } },
    { what: 'fields nobody knows', changes: { egress_store_owner: { a: [1] }, is_abled: true } },
    {
      what: 'null for what it leaves out',
      changes: { created_by: null, created_by_email: null, updated_at: null, egress_store_name: null },
    },
  ])('takes a message with $what', ({ changes }) => {
    expect(parsed(changes).id).toBe('8f2b7c1e-5d3a-4e61-9a57-0c1d2e3f4a5b');
  });

  test('says unknown for who or what is left out', () => {
    const { submission } = parsed({
      created_by: undefined,
      created_by_email: undefined,
      updated_by_email: '',
      updated_at: 'yesterday',
      egress_store_name: 7,
    });
    expect(submission).toMatchObject({ egressStoreName: '', createdBy: { id: 'unknown' }, submittedBy: { id: 'u-2' } });
    expect(submission).not.toHaveProperty('submittedAt');
  });

  test.each([
    'rosa',
    'rosa@',
    '<rosa@example.ac.uk>',
    'rosa@example.ac.uk, eve@example.ac.uk',
    'rosa@example.ac.uk\nBcc: eve@x.example',
    7,
    {},
  ])('I5: takes %j for no address at all, so that reviewers must declare', (email) => {
    const { submission } = parsed({ created_by_email: email });
    expect(submission.createdBy).toEqual({ id: 'u-1' });
    expect(hasUnknownRequester({ submission, terms: someTerms() })).toBe(true);
  });

  test('I5: an address counts whatever its case and the blanks around it', () => {
    expect(parsed({ created_by_email: ' ROSA@EXAMPLE.AC.UK ' }).submission.createdBy.email).toBe('rosa@example.ac.uk');
  });

  test.each([
    { location: 'arn:aws:s3:::bucket/key', bucket: 'bucket', key: 'key' },
    { location: 'bucket/key', bucket: 'bucket', key: 'key' },
    { location: 'arn:aws-cn:s3:::bucket/a/b c+d%20é.json', bucket: 'bucket', key: 'a/b c+d%20é.json' },
    { location: 'bucket/a//b/', bucket: 'bucket', key: 'a//b/' },
  ])('I9: reads the object list location $location', ({ location, bucket, key }) => {
    expect(parsed({ egress_store_object_list_location: location }).submission.objectList).toEqual({ bucket, key });
  });

  test('cuts free text that is very long, and never in the middle of a character', () => {
    const { egressStoreName } = parsed({ egress_store_name: `${'x'.repeat(1023)}😀` }).submission;
    expect(egressStoreName).toHaveLength(1024);
    expect(egressStoreName.isWellFormed()).toBe(true);
  });

  test.each<{ field: string; value: unknown }>([
    { field: 'id', value: undefined },
    { field: 'id', value: '' },
    { field: 'id', value: '8f2b7c1e' },
    { field: 'id', value: '../../8f2b7c1e-5d3a-4e61-9a57-0c1d2e3f4a5b' },
    { field: 'id', value: '8f2b7c1e-5d3a-4e61-9a57-0c1d2e3f4a5b ' },
    { field: 'egress_store_id', value: undefined },
    { field: 'egress_store_id', value: '' },
    { field: 'egress_store_id', value: 'a b' },
    { field: 'egress_store_object_list_location', value: undefined },
    { field: 'egress_store_object_list_location', value: 'bucket' },
    { field: 'egress_store_object_list_location', value: 'bucket/' },
    { field: 'egress_store_object_list_location', value: '/key' },
    { field: 'egress_store_object_list_location', value: 'arn:aws:s3:eu-west-2::bucket/key' },
    { field: 'egress_store_object_list_location', value: 'https://bucket.s3.amazonaws.com/key' },
    { field: 'egress_store_object_list_location', value: '../bucket/key' },
    { field: 'egress_store_object_list_location', value: `bucket/${'é'.repeat(513)}` },
    { field: 'egress_store_object_list_location', value: 'bucket/\ud800' },
    { field: 'workspace_id', value: undefined },
    { field: 'workspace_id', value: '..' },
    { field: 'workspace_id', value: 'a/b' },
    { field: 'workspace_id', value: 'a b' },
    { field: 'project_id', value: undefined },
    { field: 'project_id', value: '*' },
    { field: 'project_id', value: 'a#b' },
    { field: 's3_bucketname', value: undefined },
    { field: 's3_bucketname', value: 'Bucket/other' },
    { field: 's3_bucketpath', value: undefined },
    { field: 's3_bucketpath', value: '' },
    { field: 's3_bucketpath', value: '/' },
    { field: 's3_bucketpath', value: complete.workspace_id },
    { field: 's3_bucketpath', value: 'another-workspace/' },
    { field: 's3_bucketpath', value: `/${complete.workspace_id}/` },
    { field: 'status', value: undefined },
    { field: 'status', value: 'PROCESSED' },
    { field: 'status', value: 'pending' },
  ])('I15: refuses $value for $field, and names the field', ({ field, value }) => {
    expect(refusal(textOf({ [field]: value })).field).toBe(field);
  });

  test('I15: names every wrong field at once, and repeats no value', () => {
    const { message } = refusal(textOf({ id: 'secret-1', status: 'secret-2' }));
    expect(message).toBe('SWB notification: id: a uuid\nstatus: PENDING');
  });

  test('I15: says of a field that there is none, and only of one that must be there', () => {
    const { message } = refusal(textOf({ egress_store_id: undefined, created_by: undefined, project_id: '' }));
    expect(message).toBe(
      'SWB notification: egress_store_id: an id of at most 255 characters; it is missing\nproject_id: an id of at most 100 letters, digits, ".", "-" and "_"',
    );
  });

  test.each(['', 'hello', '[]', 'null', '"text"', '7', '{', `{"a":"${'x'.repeat(256 * 1024)}"}`])(
    'I15: refuses what is no message: %#',
    (text) => {
      expect(refusal(text).message).toMatch(/^SWB notification: /);
    },
  );

  test('I15: whatever arrives, it is read or refused in words', () => {
    const field = fc.constantFrom(...Object.keys(complete));
    fc.assert(
      fc.property(fc.dictionary(field, fc.anything({ withNullPrototype: true, withObjectString: true })), (changes) => {
        let text: string;
        try {
          text = textOf(changes);
        } catch {
          return;
        }
        try {
          const { submission } = parseNotification(text);
          expect(submission.source.prefix).toBe(`${submission.workspaceId}/`);
        } catch (error) {
          expect(error).toBeInstanceOf(BadInputError);
        }
      }),
    );
  });
});
