/** Timing and its summary. */

/** Runs it and says how many milliseconds it took. */
export const timed = async <T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> => {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
};

/** Runs it so many times, one after the other, and says how many milliseconds each took. */
export const timedEach = async (times: number, work: (index: number) => Promise<unknown>): Promise<readonly number[]> => {
  const samples: number[] = [];
  for (let index = 0; index < times; index += 1) samples.push((await timed(() => work(index))).ms);
  return samples;
};

/** The sample below which this share (0 to 1) of them lies, by nearest rank; NaN of none. */
export const quantile = (samples: readonly number[], share: number): number =>
  [...samples].sort((one, other) => one - other)[Math.max(0, Math.ceil(samples.length * share) - 1)] ?? Number.NaN;

/** Milliseconds as text, with as many digits as mean something. */
export const showMs = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0));

/** Median and 99th percentile in milliseconds, as two cells. */
export const spread = (samples: readonly number[]): readonly [string, string] => [
  showMs(quantile(samples, 0.5)),
  showMs(quantile(samples, 0.99)),
];
