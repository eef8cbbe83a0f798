import { expect, test } from 'vitest';
import type { PersonId } from '../../src/workflow/request.ts';
import { grantKey, grantsPartition } from '../../src/workflow/roster-log.ts';
import { aProgram } from '../an-installation.ts';
import { slackDesk } from '../slack-desk.ts';

test('of more people than are looked up in a day everybody has a turn, although nobody works at weekends', async () => {
  const { installation, settle } = await aProgram();
  const { grants, sightings } = installation.adapters;
  const [grant] = await grants.list({ partition: grantsPartition });
  if (!grant) throw new Error('no grant');
  const people = Array.from({ length: 650 }, (_, n) => `person-${n}@example.ac.uk` as PersonId);
  for (const person of people) await grants.write({ ...grant, key: grantKey({ ...grant, person }), version: 1, person });
  const workdays = ['02', '03', '04', '05', '06', '09', '10', '11', '12', '13', '16', '17', '18', '19', '20'];
  for (const day of workdays) await installation.runErrand({ kind: 'roster-check', day: `2026-11-${day}` });
  await settle();
  const seen = new Set((await sightings.list({ partition: 'sightings' })).map(({ person }) => person));
  expect(people.filter((person) => !seen.has(person))).toEqual([]);
}, 60_000);

test('of more findings than one message holds every one is told to the admins, with its command, before it is noted as told', async () => {
  const program = await aProgram();
  const desk = slackDesk(program);
  const { grants, findings } = program.installation.adapters;
  const [grant] = await grants.list({ partition: grantsPartition });
  if (!grant) throw new Error('no grant');
  const people = Array.from({ length: 40 }, (_, n) => `first.lastname${n}@example.ac.uk` as PersonId);
  for (const person of people)
    await grants.write({ ...grant, key: grantKey({ ...grant, person }), version: 1, person, role: 'InformationGovernance', project: '*' });
  await program.installation.runErrand({ kind: 'roster-check', day: '2026-11-30' });
  const told = desk.told('ada');
  expect(people.filter((person) => !told.includes(`revoke-grant ${person} InformationGovernance`))).toEqual([]);
  expect((await findings.list({ partition: 'people' })).map(({ person }) => person)).toEqual(expect.arrayContaining(people));
  await program.installation.runErrand({ kind: 'roster-check', day: '2026-12-01' });
  expect(desk.told('ada')).toBe(told);
  const check = await desk.say('ada', 'check-grants InformationGovernance');
  expect(check).toMatch(/more do not fit here: take these back first, or check one role at a time/);
  expect(check.match(/revoke-grant first\.lastname\d+@example\.ac\.uk InformationGovernance/g)).toHaveLength(8);
}, 60_000);
