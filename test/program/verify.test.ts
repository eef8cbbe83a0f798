import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/workflow/local/database.ts';
import type { EgressRequest } from '../../src/workflow/request.ts';
import { aProgram, U } from '../an-installation.ts';
import { release, say } from '../people.ts';

test.each([
  { what: 'a reviewer', find: '"name":"Inés Okafor"', put: '"name":"Ian Okafor"', seq: 4 },
  { what: 'a time', find: '"kind":"staging-started"', put: '"kind":"staging-started","at":"now"', seq: 2 },
  { what: 'the policy', find: '"policyDigest":"', put: '"policyDigest":"0', seq: 1 },
])('I12: whoever changes $what in the database is found out by verify, which names the event', async ({ find, put, seq }) => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  expect(await say(program, U.ines, `verify ${id}`)).toContain('all 7 events hold');
  const db = openDatabase(join(program.folder, 'sallyport.db'));
  const document = String(db.sql.prepare('SELECT document FROM requests WHERE id = ?').get(id)?.['document']);
  const { events, ...rest }: EgressRequest = JSON.parse(document);
  const text = JSON.stringify(events);
  expect(text).toContain(find);
  db.sql
    .prepare('UPDATE requests SET document = ? WHERE id = ?')
    .run(JSON.stringify({ ...rest, events: JSON.parse(text.replace(find, put)) }), id);
  db.close();
  const told = await say(program, U.ines, `verify ${id}`);
  expect(told).toContain('the record is broken');
  expect(told).toContain(`At event ${seq}`);
});
