import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '../../src/workflow/canonical.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, property]) => [key, shuffled(property)]),
  );
};

describe('canonicalJson', () => {
  test('sorts keys by code unit at every depth and leaves out undefined', () => {
    expect(canonicalJson({ b: 1, a: { d: [3, { z: 1, y: undefined, x: 2 }], c: 'é' }, 10: true, 9: null, Z: 0 })).toBe(
      '{"10":true,"9":null,"Z":0,"a":{"c":"é","d":[3,{"x":2,"z":1}]},"b":1}',
    );
  });

  test.each([undefined, () => 1, Number.NaN, Number.POSITIVE_INFINITY, 1n, new Date(0), new Map(), [undefined], { a: Symbol('a') }])(
    'refuses what JSON cannot say: %s',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );

  test("keeps an array's holes from vanishing", () => {
    expect(() => canonicalJson(new Array(2))).toThrow(TypeError);
  });

  test('I12: is the same whatever the order of keys, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('sha256', () => {
  test('is the hash of the text in UTF-8, or of the bytes', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('é')).toBe(
      createHash('sha256')
        .update(Buffer.from([0xc3, 0xa9]))
        .digest('hex'),
    );
    expect(sha256(new Uint8Array([0xc3, 0xa9]))).toBe(sha256('é'));
  });
});
