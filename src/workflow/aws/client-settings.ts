/**
 * Limits on time, attempts and sockets that the SDK's clients share. Region, credentials and endpoints come from the SDK's own environment
 * variables. Each client is made in a file of its own, so that a bundle holds, and a cold start reads, only those that a function uses.
 */
import http from 'node:http';
import https from 'node:https';

/** By the proxy that Node.js itself goes by (`NODE_USE_ENV_PROXY=1`), if there is one: it tells no agents but its own of it. */
export const sockets = (maxSockets: number) => {
  const { proxyEnv } = https.globalAgent.options;
  if (proxyEnv === undefined) return { httpAgent: { maxSockets }, httpsAgent: { maxSockets } };
  const options = { keepAlive: true, maxSockets, proxyEnv };
  // Made here: of options alone, the SDK makes a second agent without the proxy for large bodies.
  return { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
};

export const retries = { retryMode: 'standard', maxAttempts: 5 } as const;

/** Milliseconds for a request with a small body and a small answer; what takes longer is lost. */
export const small = (requestTimeout: number) =>
  ({ connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true, ...sockets(50) }) as const;
