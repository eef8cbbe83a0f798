/** HTTP as every platform's entrance takes it: from API Gateway, or from a server of the program's own. */

/** The part of an API Gateway HTTP API (payload 2.0) event that is read; a server of its own makes one of each request. */
export type HttpEvent = {
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** When the host was called with it, in milliseconds since 1970, if that was noticeably before: a function that started for it lost time by that. */
  readonly began?: number;
};
export type HttpAnswer = { readonly statusCode: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** The answer, ready as soon as the request is acknowledged, and the end of the work that goes on after it (which never rejects). */
export type Handled = { readonly response: HttpAnswer; readonly done: Promise<void> };
