import { expect, test } from 'vitest';
import type { Standing } from '../../src/workflow/permissions.ts';
import { listGrants, revokeGrant } from '../../src/workflow/roster.ts';
import { aProgram, U } from '../an-installation.ts';
import { say } from '../people.ts';

test('what was passed on is taken back by itself, and leaves the person the role of their own', async () => {
  const program = await aProgram();
  const { roster } = program.installation;
  expect(await say(program, U.ines, 'delegate @gareth InformationGovernance until 2099-01-01')).toContain(
    'gareth@example.ac.uk may decide',
  );
  const held = async () => (await listGrants(roster)).filter(({ person }) => person === 'gareth@example.ac.uk');
  const passed = (await held()).find(({ delegatedBy }) => delegatedBy !== undefined);
  if (!passed) throw new Error('nothing was passed on');
  expect(await held()).toHaveLength(2);
  const ada: Standing = {
    person: { id: 'ada@example.ac.uk' as Standing['person']['id'], name: 'Ada' },
    identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U.ada },
    grants: [],
    asOf: roster.clock(),
    admin: true,
  };
  expect((await revokeGrant(roster, ada, { ...passed, passedOn: passed.key })).ok).toBe(true);
  expect((await held()).map(({ delegatedBy }) => delegatedBy)).toEqual([undefined]);
  const late = { ...ada, asOf: '2020-01-01T00:00:00.000Z' as Standing['asOf'] };
  expect(await revokeGrant(roster, late, passed)).toMatchObject({ ok: false, refusal: { kind: 'took-too-long' } });
});
