/** `docs/request-states.md`: the transition table as a picture and a table. */
import { english } from '../src/bots/languages/english.ts';
import type { FactKind, StatusKind } from '../src/workflow/request.ts';
import { transitions } from '../src/workflow/transitions.ts';

type Row = {
  readonly fact: FactKind;
  readonly from: readonly StatusKind[];
  readonly to: readonly StatusKind[];
  readonly by: string;
  readonly means: string;
};

const rows: readonly Row[] = (Object.keys(transitions) as FactKind[]).map((fact) => ({ fact, ...transitions[fact] }));

const node = (status: StatusKind): string => status.replace('-', '_');

/** What has ended stays so when the step that failed after the end runs again. */
const leaves = (fact: FactKind) => (status: StatusKind) => fact !== 'retried' || status === 'failed';

const arrows = rows.flatMap(({ fact, from, to, by }) =>
  to.flatMap((target) =>
    (from.length === 0 ? ['[*]'] : from.filter(leaves(fact)).map(node)).map((source) => `  ${source} --> ${node(target)}: ${fact} (${by})`),
  ),
);

const list = (statuses: readonly StatusKind[], none: string): string => (statuses.length === 0 ? none : statuses.join(', '));

/** The document's text. */
export const requestStates = (): string => `# The states of an egress request

Generated from \`src/workflow/transitions.ts\` by \`npm run docs\`; a test fails when they differ.

\`\`\`mermaid
stateDiagram-v2
${Object.entries(english.names.status)
  .map(([status, name]) => `  ${status.replace('-', '_')}: ${name}`)
  .join('\n')}
${arrows.join('\n')}
\`\`\`

Each row is one kind of audit event. A status that does not change is written as "stays".

| event | from | to | by | means |
| --- | --- | --- | --- | --- |
${rows.map(({ fact, from, to, by, means }) => `| ${fact} | ${list(from, 'new')} | ${list(to, 'stays')} | ${by} | ${means} |`).join('\n')}
`;
