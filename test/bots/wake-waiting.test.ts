import { expect, test } from 'vitest';
import type { Context } from '../../src/bots/context.ts';
import { wakeWaiting } from '../../src/bots/wake-waiting.ts';
import type { RequestQuery } from '../../src/workflow/ports.ts';

/** Two requests in review and one release; notes what is listed and who is woken. */
const anOffice = (wake?: () => Promise<void>) => {
  const listed: string[] = [];
  const woken: string[] = [];
  const review = (id: string, role: string, projectId: string) => ({ id, status: 'in-review', projectId, waitsFor: { role } });
  const all = {
    open: [review('r1', 'InformationGovernance', 'proj-1'), review('r2', 'ResearchIT', 'proj-2')],
    due: [{ id: 'r3', status: 'released', projectId: 'proj-1' }],
  };
  const context = {
    roster: { egressManagerRole: 'EgressManager' },
    core: {
      requests: {
        list: async ({ by }: RequestQuery) => {
          listed.push(by.kind);
          return { requests: by.kind === 'due' ? all.due : all.open };
        },
      },
    },
    wake: wake ?? (async (id: string) => void woken.push(id)),
  } as never as Context;
  return { context, listed, woken };
};

const ofProject = (role: string, project: string) => ({ role, project });

test('all roles of a command are looked for in one walk, and releases for the egress managers alone', async () => {
  const { context, listed, woken } = anOffice();
  const roles = [ofProject('InformationGovernance', 'proj-1'), ofProject('ResearchIT', 'proj-2'), ofProject('ResearchIT', 'proj-3')];
  expect(await wakeWaiting(context, roles)).toBe(2);
  expect([listed, woken]).toEqual([['open'], ['r1', 'r2']]);
  const managing = anOffice();
  expect(await wakeWaiting(managing.context, [ofProject('EgressManager', '*')])).toBe(1);
  expect([managing.listed, managing.woken]).toEqual([['open', 'due'], ['r3']]);
  const elsewhere = anOffice();
  expect(await wakeWaiting(elsewhere.context, [ofProject('EgressManager', 'proj-2'), ofProject('ResearchIT', 'proj-1')])).toBe(0);
});
