/** How a process ends when it is asked to. */

/** Stops in order at SIGINT or SIGTERM and exits with 0; a second signal does not wait. `failed` is told what kept it from stopping. */
export const stopOnSignals = (stop: () => Promise<void>, failed: (error: unknown) => void): void => {
  let since: number | undefined;
  const end = (): void => {
    // npm passes the terminal's Ctrl+C on, so that one press arrives twice.
    if (since !== undefined && Date.now() - since > 1000) process.exit(1);
    if (since !== undefined) return;
    since = Date.now();
    stop().then(() => process.exit(0), failed);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
};
