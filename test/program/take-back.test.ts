import { expect, test } from 'vitest';
import type { Standing } from '../../src/workflow/permissions.ts';
import { listGrants, listMappings, mapChannel, revokeGrant, unmapChannel } from '../../src/workflow/roster.ts';
import { aProgram, U } from '../an-installation.ts';
import { say } from '../people.ts';

const anAdmin = (asOf: Standing['asOf']): Standing => ({
  person: { id: 'ada@example.ac.uk' as Standing['person']['id'], name: 'Ada' },
  identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U.ada },
  grants: [],
  asOf,
  admin: true,
});

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
  const ada = anAdmin(roster.clock());
  expect((await revokeGrant(roster, ada, { ...passed, passedOn: passed.key })).ok).toBe(true);
  expect((await held()).map(({ delegatedBy }) => delegatedBy)).toEqual([undefined]);
  const late = { ...ada, asOf: '2020-01-01T00:00:00.000Z' as Standing['asOf'] };
  expect(await revokeGrant(roster, late, passed)).toMatchObject({ ok: false, refusal: { kind: 'took-too-long' } });
});

test('I4: an entry of a list is taken away only as it was shown, which the write itself looks at', async () => {
  const program = await aProgram();
  const { roster } = program.installation;
  const ada = anAdmin(roster.clock());
  const [grant] = (await listGrants(roster)).filter(({ person }) => person === 'gareth@example.ac.uk');
  const [mapping] = await listMappings(roster);
  if (!grant || !mapping) throw new Error('nothing is set up');
  const older = { key: grant.key, version: grant.version + 1 };
  expect(await revokeGrant(roster, ada, { ...grant, shown: older })).toMatchObject({ refusal: { kind: 'changed-entry', of: 'grants' } });
  expect((await revokeGrant(roster, ada, { ...grant, shown: grant })).ok).toBe(true);
  await mapChannel(roster, ada, mapping);
  expect(await unmapChannel(roster, ada, { ...mapping, shown: mapping })).toMatchObject({
    refusal: { kind: 'changed-entry', of: 'mappings' },
  });
  expect((await listMappings(roster)).map(({ key }) => key)).toContain(mapping.key);
});
