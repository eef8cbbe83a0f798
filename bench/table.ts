/** Results as tables that read well in a terminal and in Markdown. */

/** One table of results; the first column is left-aligned, the others right. */
export type Table = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know beside the numbers. */
  readonly notes?: readonly string[];
};

/** One benchmark: asserts nothing, cleans up after itself, and ends within a minute or so. */
export type Bench = { readonly about: string; readonly run: () => Promise<readonly Table[]> };

const line = (cells: readonly string[], widths: readonly number[]): string =>
  `| ${widths.map((width, index) => (index === 0 ? (cells[index] ?? '').padEnd(width) : (cells[index] ?? '').padStart(width))).join(' | ')} |`;

/** The table as Markdown, its columns aligned. */
export const drawTable = ({ title, columns, rows, notes = [] }: Table): string => {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)));
  const rule = `| ${widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const table = [line(columns, widths), rule, ...rows.map((row) => line(row, widths))];
  return [`**${title}**`, '', ...table, ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : [])].join('\n');
};
