/** One class per broken promise; expected refusals are values (`refusal.ts`). */

/** Input from outside that is not what its boundary expects; `field` is its path, such as `objects[3].VersionId`. */
export class BadInputError extends Error {
  override name = 'BadInputError' as const;
  readonly field: string;
  constructor(boundary: string, problem: { readonly field: string; readonly expected: string; readonly cause?: unknown }) {
    super(`${boundary}: ${problem.field === '' ? '' : `${problem.field}: `}${problem.expected}`, { cause: problem.cause });
    this.field = problem.field;
  }
}

/** An object, or the listed version of it, is not in its bucket. */
export class ObjectMissingError extends Error {
  override name = 'ObjectMissingError' as const;
}

/** Bytes are not the ones that were listed, staged or approved: a size, checksum, digest or directory differs (I7). */
export class IntegrityError extends Error {
  override name = 'IntegrityError' as const;
}

/** A zip entry's name that must never be written: absolute, climbing, empty, with control characters, or twice in one zip. */
export class UnsafePathError extends Error {
  override name = 'UnsafePathError' as const;
}

/** A record kept changing under us for longer than contention explains. */
export class ContentionError extends Error {
  override name = 'ContentionError' as const;
}

/** A record has grown past what its store can hold. */
export class RecordTooLargeError extends Error {
  override name = 'RecordTooLargeError' as const;
}

/** The request holds more than this installation can release as one zip. */
export class RequestTooLargeError extends Error {
  override name = 'RequestTooLargeError' as const;
}

/** SWB's egress store is not in a status from which it may be moved. */
export class EgressStoreStatusError extends Error {
  override name = 'EgressStoreStatusError' as const;
}

/** Names of errors that trying again cannot mend; the workflow fails at once on them. */
export const permanentErrors = [
  'BadInputError',
  'ObjectMissingError',
  'IntegrityError',
  'UnsafePathError',
  'EgressStoreStatusError',
  'RecordTooLargeError',
  'RequestTooLargeError',
] as const;
