/** Numbers, sizes and enumerations as a language writes them. */

/** A noun after a number, by plural category (CLDR). */
export type Noun = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** `bytes` is the noun for sizes below 1 kB. */
export const quantitiesIn = (locale: string, { bytes: byteNoun }: { readonly bytes: Noun }) => {
  const whole = new Intl.NumberFormat(locale);
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const rounded = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const plural = new Intl.PluralRules(locale);
  const conjunction = new Intl.ListFormat(locale, { type: 'conjunction' });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });

  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

  const number = (value: number): string => whole.format(value);
  /** "1 file", "1,200 files". */
  const counted = (value: number, noun: Noun): string => `${number(value)} ${noun[plural.select(value)] ?? noun.other}`;
  return {
    number,
    counted,
    /** Decimal units, as people read them off a download: 1,500 is "1.5 kB". */
    bytes: (bytes: number): string => {
      const power = Math.min(units.length, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      const unit = units[power - 1];
      if (unit === undefined) return counted(bytes, byteNoun);
      const value = bytes / 1000 ** power;
      return `${(value < 10 ? tenths : rounded).format(value)} ${unit}`;
    },
    /** "a, b and c". */
    list: (items: readonly string[]): string => conjunction.format(items),
    /** Of `YYYY-MM`: "November 2026". */
    month: (name: string): string => month.format(new Date(`${name}-15T12:00:00Z`)),
    /** Of `YYYY-MM-DD`: "4 Dec 2026"; what is no day stays as it is. */
    day: (name: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(name) ? day.format(new Date(`${name}T12:00:00Z`)) : name),
  };
};
