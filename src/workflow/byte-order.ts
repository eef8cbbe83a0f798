/** UTF-8 sorts by code point; JavaScript's own comparison, by UTF-16 unit, puts characters beyond U+FFFF before U+E000. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Compares two texts by the bytes of their UTF-8 form, without encoding them; for `sort`. */
export const byBytes = (a: string, b: string): number => {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};
