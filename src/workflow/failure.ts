/** What is kept of a step that failed. */

export type Failure = {
  readonly step: string;
  /** The error's name, such as `IntegrityError`. */
  readonly name?: string;
  /** The name and what the error said. */
  readonly error: string;
  readonly correlationId: string;
};

/** The error's name; earlier records hold it only as what the text begins with. */
export const errorNameOf = ({ name, error }: Failure): string => name ?? error.split(':', 1)[0] ?? '';
