/** The look at who holds roles that is taken every working day: admins are told what is new, and not again before it changes. */
import { sha256 } from '../workflow/canonical.ts';
import type { Records } from '../workflow/ports.ts';
import type { PersonId } from '../workflow/request.ts';
import type { ToldFinding } from '../workflow/roster-check-due.ts';
import { checksPartition, checksTaken, noteCheck } from '../workflow/roster-check-due.ts';
import { keyOf } from '../workflow/roster-log.ts';
import { newsCards } from './check-cards.ts';
import type { Context } from './context.ts';
import type { TellPorts } from './deliver.ts';
import { tellAdmins } from './deliver.ts';
import { each } from './each.ts';
import type { CheckPorts, Finding } from './roster-check.ts';
import { checkHolders, mostAsked, noteGroupMembers, rosterHolders } from './roster-check.ts';

export type DailyCheckPorts = CheckPorts & Pick<Context, 'roleLabel'> & { readonly findings: Records<ToldFinding> };

const findingsPartition = 'people';

/** Of more people than are looked up in a day, the part whose turn it is: by the checks that were taken, as some days of the week have none. */
const turnOf = async <T>(ports: Pick<TellPorts, 'deliveries'>, all: readonly T[]): Promise<readonly T[]> => {
  if (all.length <= mostAsked) return all;
  const part = (await checksTaken(ports)) % Math.ceil(all.length / mostAsked);
  return all.slice(part * mostAsked, (part + 1) * mostAsked);
};

/** What the admins are told of a finding, so that they are told again when it is another: the dormant who came back and went again among them. */
const tellingOf = ({ why, seen }: Finding): string => (seen === undefined ? why : `${why}#${seen}`);

/**
 * Once all admins are told of a part of it, that part is noted as told; a crash before that has the same people told the same, which each is told
 * once.
 */
const lookAround = async (ports: TellPorts & DailyCheckPorts): Promise<void> => {
  const holders = await rosterHolders(ports);
  const looked = await turnOf(ports, holders);
  const found = new Map((await checkHolders(ports, looked)).map((finding) => [finding.person, finding]));
  const told = new Map((await ports.findings.list({ partition: findingsPartition })).map((before) => [before.person, before]));
  const isNews = (finding: Finding): boolean => told.get(finding.person)?.why !== tellingOf(finding);
  const note = async (person: PersonId, why: string | undefined): Promise<void> => {
    const version = (told.get(person)?.version ?? 0) + 1;
    const said = why === undefined ? {} : { why };
    await ports.findings.write({ partition: findingsPartition, key: keyOf(person), version, person, at: ports.clock(), ...said });
  };
  const { unseenDays } = ports.dormancy;
  const parts = newsCards({ roleLabel: ports.roleLabel, unseenDays }, [...found.values()].filter(isNews));
  await each(parts, async ({ card, about, ends, from }) => {
    const said = about.map((finding) => [finding.person, tellingOf(finding), told.get(finding.person)?.version ?? 0]);
    const what = sha256(JSON.stringify([from, ...said]));
    await tellAdmins(ports, { partition: checksPartition, what: `news-${what.slice(0, 32)}`, card });
    for (const finding of ends) await note(finding.person, tellingOf(finding));
  });
  // Whoever was not looked up today keeps what was found; whoever holds nothing any more is no finding.
  const settled = new Set(holders.filter((holder) => !looked.includes(holder)).map(({ person }) => person));
  for (const { person, why } of told.values())
    if (why !== undefined && !found.has(person) && !settled.has(person)) await note(person, undefined);
};

/** The look at those with grants, and at the members of groups. It is noted as taken once both are complete, so that it is taken again otherwise. */
export const checkDaily = async (ports: TellPorts & DailyCheckPorts, day: string): Promise<void> => {
  await each([lookAround, noteGroupMembers], (look) => look(ports));
  await noteCheck(ports, day);
};
