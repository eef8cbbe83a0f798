/**
 * Limits on time, attempts and sockets that the SDK's clients share. Region, credentials and endpoints come from the SDK's own environment
 * variables. Each client is made in a file of its own, so that a bundle holds, and a cold start reads, only those that a function uses.
 */

export const sockets = (maxSockets: number) => ({ httpAgent: { maxSockets }, httpsAgent: { maxSockets } });

export const retries = { retryMode: 'standard', maxAttempts: 5 } as const;

/** Milliseconds for a request with a small body and a small answer; what takes longer is lost. */
export const small = (requestTimeout: number) =>
  ({ connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true, ...sockets(50) }) as const;
