/** Arguments that can be found again in what a catalogue's function makes of them, whatever it takes. */

const most = 5;
const firstNumber = 7_000_000;

/** The markers that show in a text, each once; numbers are read as either language writes them. */
export const markersIn = (text: string): readonly string[] =>
  [...new Set(text.replaceAll(/(?<=\d)[.,](?=\d)/gu, '').match(/⟦[^⟦⟧]*⟧|70000\d\d/gu) ?? [])].toSorted();

type Kind = { readonly name: string; readonly index: number; readonly ones?: boolean };

/** Stands for a text, a number, a list or an object: whatever is asked of it. `ones` has every number be one. */
const marker = ({ name, index, ones = false }: Kind): unknown => {
  const said = `⟦${name}⟧`;
  const children = new Map<string, unknown>();
  const child = (key: string): unknown => {
    if (!children.has(key)) children.set(key, marker({ name: `${name}.${key}`, index: index + 10 + children.size, ones }));
    return children.get(key);
  };
  const items = () => [child('0'), child('1')];
  const known: Readonly<Record<string | symbol, unknown>> = {
    [Symbol.toPrimitive]: (hint: string) => (hint === 'number' ? (ones ? 1 : firstNumber + index) : said),
    [Symbol.iterator]: () => items().map(String).values(),
    toString: () => said,
    length: 2,
    map: (map: (item: unknown, at: number) => unknown) => items().map(map),
    join: (between: string) => items().join(between),
  };
  return new Proxy(() => said, {
    get: (_, key) => (Object.hasOwn(known, key) ? known[key] : typeof key === 'string' ? child(key) : undefined),
  });
};

const every = (ones: boolean): readonly unknown[] =>
  Array.from({ length: most }, (_, index) => marker({ name: 'abcde'.charAt(index), index, ones }));

/** Enough arguments for any function. */
export const someArguments = every(false);

/** As they are, with ones for numbers (another plural), and with each left out, which many may be. */
export const allArguments: readonly (readonly unknown[])[] = [
  someArguments,
  every(true),
  ...someArguments.map((_, left) => someArguments.with(left, undefined)),
];
