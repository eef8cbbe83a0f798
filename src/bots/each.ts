/** One that fails must not keep the others from their turn. */

/** Runs `act` on each item, one after the other, and only then throws what failed. */
export const each = async <T>(items: Iterable<T>, act: (item: T) => Promise<unknown>): Promise<void> => {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} could not be done`);
};
