/** What goes wrong between the program and Microsoft's servers. */

/** A call that Teams refused or that did not get through; `code` is Teams' own word or `http_429`, `unreachable`, `timeout`. */
export class TeamsCallError extends Error {
  override name = 'TeamsCallError' as const;
  readonly code: string;
  readonly status: number | undefined;
  constructor(method: string, { code, status }: { readonly code: string; readonly status?: number | undefined }) {
    // The SDK's errors carry response bodies and headers: they are not kept as cause, so that no log can print them.
    super(`teams ${method}: ${code}`);
    this.code = code;
    this.status = status;
  }
}
