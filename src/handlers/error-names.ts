/** Failures as the log has them: by name and code, since messages may tell of names, texts and addresses. */

/** What a code is; a platform might put anything there. */
const shortCode = /^[\w.-]{1,64}$/;

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' && shortCode.test(error.code) ? `${error.name} ${error.code}` : error.name;
};

const namesIn = (error: unknown): readonly string[] =>
  error instanceof AggregateError && error.errors.length > 0 ? error.errors.flatMap(namesIn) : [nameOf(error)];

/** What failed, each once, however deep it lies in errors of several: `AggregateError` alone would tell nobody what to mend. */
export const errorNames = (error: unknown): string => [...new Set(namesIn(error))].join(', ');
