import { expect, test } from 'vitest';
import type { PersonId } from '../../src/workflow/request.ts';
import { grantKey, grantsPartition } from '../../src/workflow/roster-log.ts';
import { aProgram } from '../an-installation.ts';

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
