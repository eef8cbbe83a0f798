import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../src/workflow/errors.ts';
import { parseObjectList } from '../../src/workflow/object-list.ts';
import { listed } from './packaging/submissions.ts';

const parse = (objects: unknown) => parseObjectList(JSON.stringify({ objects }), 'ws-1/');
const good = listed('ws-1/a.csv', 3, 'v1');

const refusal = (act: () => unknown): { readonly field: string; readonly message: string } => {
  try {
    act();
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('parseObjectList', () => {
  test('I9: files keep their key, version and size, and folder placeholders are skipped', () => {
    const files = parse([listed('ws-1/', 0, 'v0'), good, listed('ws-1/sub/', 0, 'null'), listed('ws-1/sub/b c+%.csv', 0, 'v2')]);
    expect(files).toEqual([
      { key: 'ws-1/a.csv', version: 'v1', size: 3 },
      { key: 'ws-1/sub/b c+%.csv', version: 'v2', size: 0 },
    ]);
  });

  test('I8: a key that ends in a slash and has bytes is a file', () => {
    expect(parse([listed('ws-1/odd/', 5, 'v1')])).toEqual([{ key: 'ws-1/odd/', version: 'v1', size: 5 }]);
  });

  test.each([
    { name: 'no version', object: { Key: 'ws-1/b.csv', Size: 1 }, field: 'objects[1].VersionId' },
    { name: 'an empty version', object: listed('ws-1/b.csv', 1, ''), field: 'objects[1].VersionId' },
    { name: 'the version of an unversioned bucket', object: listed('ws-1/b.csv', 1, 'null'), field: 'objects[1].VersionId' },
    { name: 'a version that is not text', object: { ...listed('ws-1/b.csv', 1, ''), VersionId: 7 }, field: 'objects[1].VersionId' },
    { name: 'no size', object: { Key: 'ws-1/b.csv', VersionId: 'v' }, field: 'objects[1].Size' },
    { name: 'a negative size', object: listed('ws-1/b.csv', -1, 'v'), field: 'objects[1].Size' },
    { name: 'half a byte', object: listed('ws-1/b.csv', 1.5, 'v'), field: 'objects[1].Size' },
    { name: 'more bytes than a number holds', object: listed('ws-1/b.csv', 2 ** 53, 'v'), field: 'objects[1].Size' },
    { name: 'the prefix of another workspace', object: listed('ws-10/b.csv', 1, 'v'), field: 'objects[1].Key' },
    { name: 'a key outside every prefix', object: listed('b.csv', 1, 'v'), field: 'objects[1].Key' },
    { name: 'the same key twice', object: good, field: 'objects[1].Key' },
    { name: 'a key that is too long', object: listed(`ws-1/${'b'.repeat(1020)}`, 1, 'v'), field: 'objects[1].Key' },
    { name: 'no key', object: { Size: 1, VersionId: 'v' }, field: 'objects[1].Key' },
    { name: 'something that is no object', object: 'ws-1/b.csv', field: 'objects[1]' },
  ])('I9: $name is refused, naming the field and the object', ({ object, field }) => {
    const error = refusal(() => parse([good, object]));
    expect(error.field).toBe(field);
    const { Key: key } = typeof object === 'object' ? { Key: '', ...object } : { Key: '' };
    if (key.length < 100) expect(error.message).toContain(key);
  });

  test.each([
    { text: '{', field: '' },
    { text: 'null', field: '' },
    { text: '{}', field: 'objects' },
    { text: '{"objects":{}}', field: 'objects' },
    { text: '{"objects":[]}', field: 'objects' },
    { text: JSON.stringify({ objects: [listed('ws-1/', 0, 'v')] }), field: 'objects' },
  ])('I9: the list $text is refused', ({ text, field }) => {
    expect(refusal(() => parseObjectList(text, 'ws-1/')).field).toBe(field);
  });
});
