/** Waits for something that other processes or later turns bring about; fails loudly when they do not. */
export const until = async (holds: () => boolean | Promise<boolean>, what = 'what was waited for'): Promise<void> => {
  for (let n = 0; n < 3000; n += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${what} did not come about`);
};
