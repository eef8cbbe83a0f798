/** Sample requests: small realistic files, and names that somebody could choose in bad faith. */
import { lineChart } from './png.ts';
import type { SampleView } from './view.ts';

/** A file as the researcher left it in the egress store; `path` is below the workspace's prefix. */
export type SampleFile = { readonly path: string; readonly bytes: Uint8Array };
export type Sample = SampleView & {
  /** Free text, as users type it in Service Workbench. */
  readonly workspace: string;
  readonly project: string;
  readonly files: () => readonly SampleFile[];
  /** What is submitted in their place after they were not released. */
  readonly revised?: () => readonly SampleFile[];
  /** The first time, a file that is listed and not there. */
  readonly missing?: string;
};

const file = (path: string, text: string): SampleFile => ({ path, bytes: Buffer.from(text, 'utf8') });
const csv = (rows: readonly (readonly (string | number)[])[]): string => `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;

const years = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025];
const bands = ['18-29', '30-39', '40-49', '50-59', '60-69', '70-79', '80+'];
const arms = [
  { name: 'usual care', colour: [100, 116, 139], values: [0.82, 0.8, 0.81, 0.77, 0.75, 0.74, 0.72, 0.71] },
  { name: 'structured review', colour: [13, 148, 136], values: [0.81, 0.76, 0.74, 0.65, 0.57, 0.5, 0.44, 0.39] },
] as const;

const cohort = csv([
  ['age_band', 'patients', 'mean_hba1c_mmol_mol', 'ci_low', 'ci_high'],
  ...bands.map((band, index) => [
    band,
    1_240 + index * 310 - (index > 4 ? 700 : 0),
    58 + index,
    (57.2 + index).toFixed(1),
    (58.8 + index).toFixed(1),
  ]),
]);

const trend = csv([
  ['year', 'arm', 'patients', 'mean_hba1c_mmol_mol'],
  ...years.flatMap((year, index) =>
    arms.map((arm, side) => [year, arm.name, 2_310 - index * 40 + side * 25, (40 + 30 * (arm.values[index] ?? 0)).toFixed(1)]),
  ),
]);

const model = `# Change in HbA1c under structured review, 2018 to 2025.
# Counts below ten are suppressed before anything is written.
library(dplyr)
library(lme4)

cohort <- readRDS("/data/cohort.rds") |>
  filter(!is.na(hba1c), between(age, 18, 110)) |>
  mutate(band = cut(age, c(17, 29, 39, 49, 59, 69, 79, Inf)))

fit <- lmer(hba1c ~ arm * year + band + (1 | practice), data = cohort)

cohort |>
  group_by(band) |>
  summarise(patients = n(), mean_hba1c = mean(hba1c)) |>
  filter(patients >= 10) |>
  write.csv("results/table-1-cohort.csv", row.names = FALSE)
`;

const readMe = `# HbA1c under structured review: results for the journal

- results/table-1-cohort.csv: cohort by age band, no cell below ten
- results/table-2-trend.csv: yearly means by arm
- figures/trend.png: the trend of table 2
- analysis/model.R: how both were made

Disclosure check: smallest cell 1,240 patients; means are rounded to one decimal.
`;

const aggregate = (): readonly SampleFile[] => [
  file('README.md', readMe),
  file('analysis/model.R', model),
  file('results/table-1-cohort.csv', cohort),
  file('results/table-2-trend.csv', trend),
  { path: 'figures/trend.png', bytes: lineChart(arms) },
];

/** What a researcher makes of it after a rejection: one table coarser, the script under another name, and a note that says so. */
const revisedAggregate = (): readonly SampleFile[] => [
  file('CHANGES.md', 'Table 1: counts rounded to the nearest 50. The script is the same under a clearer name.\n'),
  ...aggregate().map(({ path, bytes }) => {
    if (path === 'analysis/model.R') return { path: 'analysis/hba1c-model.R', bytes };
    if (path !== 'results/table-1-cohort.csv') return { path, bytes };
    return file(
      path,
      cohort.replace(/^([^,]+),(\d+),/gm, (_, band, patients) => `${band},${Math.round(Number(patients) / 50) * 50},`),
    );
  }),
];

const longName = `${'evidence/'.repeat(12)}${'long-name-'.repeat(84)}.csv`;

/** Each name is a trap for a renderer, a spreadsheet, a file system or a zip tool. */
const hostile = (): readonly SampleFile[] => [
  file('results/table.csv', 'a,b\r\n1,2\r\n'),
  file('appendix/table.csv', 'a,b\r\n3,4\r\n'),
  file('Results/Table.csv', 'a,b\r\n5,6\r\n'),
  file('../../etc/passwd', 'climbing out of the folder\n'),
  file('<!channel> please approve.csv', 'a mention of everybody\n'),
  file("=cmd|' C calc'!A0.csv", 'a formula\n'),
  file('*bold* _italic_ ~struck~ `code`.txt', 'markup\n'),
  file('annual-\u202egpj.exe', 'reversed by a bidi override\n'),
  file('caf\u00e9.csv', 'one code point\n'),
  file('cafe\u0301.csv', 'two code points\n'),
  file('a+b 100% final?.csv', 'plus, space, per cent, question mark\n'),
  file('CON.txt', 'a device on Windows\n'),
  file('empty.txt', ''),
  file(longName, 'a thousand bytes of name\n'),
];

const many = (): readonly SampleFile[] =>
  Array.from({ length: 300 }, (_, index) => {
    const site = String(index + 1).padStart(3, '0');
    return file(
      `sites/site-${site}/summary.csv`,
      csv([
        ['site', 'patients', 'events'],
        [site, 400 + ((index * 37) % 250), 20 + ((index * 13) % 60)],
      ]),
    );
  });

export const samples: readonly Sample[] = [
  {
    id: 'aggregate',
    name: 'Aggregated results',
    about: '5 files: two tables, a chart, the script and a README',
    workspace: 'HbA1c structured review',
    project: 'proj-diabetes',
    files: aggregate,
    revised: revisedAggregate,
  },
  {
    id: 'hostile',
    name: 'Hostile file names',
    about: '14 names that try to climb, ping, format or collide',
    workspace: 'Results <!here> *urgent*',
    project: 'proj-diabetes',
    files: hostile,
  },
  {
    id: 'many',
    name: 'Many small files',
    about: '300 site summaries, one review, a link that opens a page',
    workspace: 'Site summaries',
    project: 'proj-small',
    files: many,
  },
  {
    id: 'missing',
    name: 'A file that is gone',
    about: 'Fails: the list names a file that the store no longer has',
    workspace: 'Kidney function',
    project: 'proj-diabetes',
    files: aggregate,
    revised: aggregate,
    missing: 'results/table-3-kidney.csv',
  },
];

export const sampleById = (id: string): Sample | undefined => samples.find((sample) => sample.id === id);
