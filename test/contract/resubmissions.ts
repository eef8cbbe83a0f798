/** What a request that submits an earlier one again says promises the same on every platform. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesKey } from '../../src/workflow/manifest.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import { resubmissionIn, resubmittedAs } from '../../src/workflow/resubmission.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { Files, Program } from '../an-installation.ts';
import { aPolicyText } from '../an-installation.ts';
import type { Office } from './approvals.ts';

const reason = 'Table 2 shows groups of fewer than five people.';
const first: Files = { 'a.csv': 'n\n120\n', 'b/table 2.csv': 'n\n3\n', 'old name.txt': 'a figure', 'gone.log': 'log' };
const better: Files = { 'a.csv': 'n\n120\n', 'b/table 2.csv': 'n\n<10\n', 'new name.txt': 'a figure', 'README.md': '# notes' };

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const resubmissionsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  /** Submits to the one egress store of a workspace. */
  const submit = async ({ program }: Office, files: Files, changes: Readonly<Record<string, unknown>> = {}): Promise<RequestId> => {
    const id = await program.submit({ files, changes: { egress_store_id: 'store-1', ...changes } });
    await program.settle();
    return id;
  };
  const reject = async ({ desk, program }: Office, id: RequestId): Promise<void> => {
    const rejecting = await desk.begin('ines', { place: 'ig', id, verdict: 'reject' });
    expect(await rejecting.submit({ category: 'small-counts', reason })).toContain('is recorded');
    await program.settle();
  };
  /** A program with a request that was rejected. */
  const rejected = async (options: { readonly policy?: string; readonly changes?: Readonly<Record<string, unknown>> } = {}) => {
    const office = await open(options.policy === undefined ? {} : { policy: options.policy });
    await office.program.installation.register.put('store-1', 'PENDING');
    const id = await submit(office, first, options.changes);
    await reject(office, id);
    return { ...office, id };
  };
  const comparisonOf = async (program: Program, id: RequestId) => resubmissionIn(await program.read(id))?.comparison;

  describe(`${name}: resubmissions`, () => {
    test('the new card says what was rejected, by whom and why, and what changed; the old one says what follows it', async () => {
      const office = await rejected();
      const { desk, program, id } = office;
      const again = await submit(office, better);
      const card = desk.card('ig', again);
      for (const said of ['Submitted again', id.slice(0, 8), 'Inés Okafor', 'Small counts', reason]) expect(card).toContain(said);
      expect(card).toMatch(/Since then: ?1 new, 1 changed, 1 renamed, 1 removed, 1 unchanged/);
      expect(card).toMatch(/✏️ changed\s+b\/table 2\.csv/);
      // Said once: in the list of all files, what differs first.
      expect(card).not.toContain('What changed');
      expect(card).toMatch(/Files.*✏️ changed.*a\.csv/);
      expect(card.split('table 2.csv')).toHaveLength(2);
      expect(card).toMatch(/🔀 renamed\s+new name\.txt\s*, was\s+old name\.txt/);
      expect(desk.card('ig', id)).toContain(`Submitted again as ${again.slice(0, 8)}`);
      expect(desk.card('ig', id)).not.toContain('can submit again');
      expect(desk.thread('ig', id)).toContain(again.slice(0, 8));
      expect(await desk.say('ines', `history ${again}`)).toContain(`submits ${id.slice(0, 8)} again`);
      expect(await desk.say('ines', `history ${id}`)).toContain(`as ${again.slice(0, 8)}`);
      expect(await desk.say('ines', `status ${again}`)).toContain(reason);
      for (const each of [id, again]) expect(findRecordFault(await program.read(each))).toBeUndefined();
    });

    test('the files are shown with marks, and the dialog of a decision says that they were submitted before', async () => {
      const office = await rejected();
      const again = await submit(office, better);
      const files = await office.desk.say('ines', `files ${again}`);
      expect(files).toContain(`What changed since ${office.id.slice(0, 8)}`);
      expect(files).toMatch(/➖ removed\s+gone\.log/);
      expect(files).toMatch(/README\.md\s+7 bytes\s+🆕 new/);
      expect(files).toMatch(/table 2\.csv\s+6 bytes\s+✏️ changed/);
      expect(files).not.toMatch(/a\.csv\s+6 bytes\s+(🆕|✏️|🔀)/u);
      const approving = await office.desk.begin('ines', { place: 'ig', id: again, verdict: 'approve' });
      if (office.desk.platform === 'Slack') expect(approving.told).toContain(reason);
      expect(await approving.submit()).toContain('is recorded');
    });

    test('a small release in between covers no rejection up, and what has nothing of the rejected files follows nothing', async () => {
      const policy = await aPolicyText((changed) =>
        Object.assign(changed, { defaults: { stages: [{ role: 'InformationGovernance' }] }, projects: {} }),
      );
      const office = await rejected({ policy });
      const { desk, program, id } = office;
      const next = async (files: Files): Promise<RequestId> => {
        await program.installation.register.put('store-1', 'PENDING');
        return submit(office, files);
      };
      const small = await submit(office, { 'readme.txt': 'hello' });
      await (await desk.begin('ines', { place: 'ig', id: small, verdict: 'approve' })).submit();
      await program.settle();
      expect((await program.read(small)).status.kind).toBe('released');
      const other = await next({ 'other.csv': 'n\n99\n' });
      expect(desk.card('ig', other)).not.toContain('Submitted again');
      await desk.say('rosa', `withdraw ${other}`);
      await program.settle();
      // Whatever has nothing of the rejected files follows what ended after the release.
      const more = await next({ 'other.csv': 'n\n99\n', 'more.csv': 'n\n80\n' });
      expect(resubmissionIn(await program.read(more))).toMatchObject({ of: other, ending: { kind: 'withdrawn' } });
      expect(resubmissionIn(await program.read(more))?.releasedSince).toBeUndefined();
      expect(resubmittedAs(await program.read(other))).toEqual([more]);
      await desk.say('rosa', `withdraw ${more}`);
      await program.settle();
      const touched = await next({ 'b/table 2.csv': 'n\n3\n\n' });
      expect(resubmissionIn(await program.read(touched))).toMatchObject({ of: id, releasedSince: true });
      expect(desk.card('ig', touched)).toContain(reason);
      await desk.say('rosa', `withdraw ${touched}`);
      await program.settle();
      const again = await next({ 'b/table 2.csv': 'n\n3\n' });
      const card = desk.card('ig', again);
      for (const said of [
        'Submitted again',
        id.slice(0, 8),
        reason,
        'another request of the same egress store was released',
        'Nothing is new',
      ])
        expect(card).toContain(said);
      expect(resubmittedAs(await program.read(id))).toContain(again);
      expect(resubmittedAs(await program.read(id))).not.toContain(other);
      expect(findRecordFault(await program.read(again))).toBeUndefined();
    });

    test('the very same files are said to be the very same', async () => {
      const office = await rejected();
      const again = await submit(office, first);
      expect(office.desk.card('ig', again)).toMatch(
        /Nothing has changed.*all 4 files are the very same as what was rejected.*digest is another one/,
      );
      expect(office.desk.card('ig', again)).not.toContain('What changed');
    });

    test('a resubmission that only renames or takes out files says that nothing is new', async () => {
      const office = await rejected();
      const { 'gone.log': log = '', ...rest } = first;
      const renamed = await submit(office, { ...rest, 'z.log': log });
      expect(office.desk.card('ig', renamed)).toContain('No content has changed');
      await reject(office, renamed);
      const fewer = await submit(office, { 'a.csv': first['a.csv'] ?? '' });
      expect(office.desk.card('ig', fewer)).toContain('Nothing is new');
      expect(office.desk.card('ig', fewer)).toContain(renamed.slice(0, 8));
    });

    test('a withdrawal in between does not cover the rejection up', async () => {
      const office = await rejected();
      const { desk, program, id } = office;
      const second = await submit(office, better);
      expect(await desk.say('rosa', `withdraw ${second} a mistake of mine`)).toContain('is withdrawn');
      await program.settle();
      const third = await submit(office, first);
      expect(desk.card('ig', third)).toContain(reason);
      expect(desk.card('ig', third)).toContain('Nothing has changed');
      expect(resubmittedAs(await program.read(id))).toEqual([second, third]);
      expect(desk.card('ig', id)).toMatch(new RegExp(`Submitted again as ${second.slice(0, 8)}\\s*, ${third.slice(0, 8)}`));
    });

    test.each<{ other: string; changes: Readonly<Record<string, unknown>> }>([
      { other: 'egress store', changes: { egress_store_id: 'store-2' } },
      { other: 'project', changes: { project_id: 'proj-2' } },
    ])('what comes from another $other is no resubmission', async ({ changes }) => {
      const office = await rejected();
      await office.program.installation.register.put('store-2', 'PENDING');
      const other = await submit(office, first, changes);
      expect((await office.program.read(other)).status.kind).toBe('in-review');
      expect(resubmissionIn(await office.program.read(other))).toBeUndefined();
      expect(resubmittedAs(await office.program.read(office.id))).toEqual([]);
    });

    test('a reason and names of files are not copied to where somebody reads them who did not ask for the request that they are of, and the rest is', async () => {
      const office = await rejected();
      const again = await submit(office, better, { updated_by: 'u-sam', updated_by_email: 'sam@example.ac.uk' });
      const card = office.desk.card('ig', again);
      expect(card).toContain('Inés Okafor');
      expect(card).toContain('Small counts');
      expect(JSON.stringify((await office.program.read(again)).events)).not.toContain(reason);
      const files = await office.desk.say('ines', `files ${again}`);
      for (const said of [card, files, JSON.stringify((await office.program.read(again)).events)]) {
        expect(said).toContain('new name.txt');
        expect(said).not.toContain('gone.log');
        expect(said).not.toContain('old name.txt');
      }
      expect(card).toMatch(/1 renamed, 1 removed/);
      expect(files).not.toContain('More files changed than are marked here');
      expect(await office.desk.say('ines', `files ${office.id}`)).toContain('gone.log');
      expect(await office.desk.say('ines', `status ${office.id}`)).toContain(reason);
    });

    test('a list of files that is gone, or is not the one that was shown, holds nothing up and is said', async () => {
      const office = await rejected();
      const { program, desk, id } = office;
      const key = `workspace-1/${id}.manifest.jsonl`;
      await program.installation.adapters.staging.write(
        key,
        (async function* () {
          yield `${JSON.stringify({ sallyport: 'manifest/1', request: id })}\n`;
        })(),
      );
      const altered = await submit(office, first);
      expect(await comparisonOf(program, altered)).toEqual({ kind: 'not-compared', because: 'altered' });
      expect(desk.card('ig', altered)).toContain('What changed could not be compared');
      await reject(office, altered);
      await program.installation.adapters.staging.remove([`workspace-1/${altered}.manifest.jsonl`]);
      const missing = await submit(office, first);
      expect(await comparisonOf(program, missing)).toEqual({ kind: 'not-compared', because: 'missing' });
      expect(desk.card('ig', missing)).toContain('no longer kept');
      expect(await (await desk.begin('gareth', { place: 'ig', id: missing, verdict: 'approve' })).submit()).toContain('is recorded');
    });

    test('a list of changes that is damaged keeps nobody from the files', async () => {
      const office = await rejected();
      const { desk, program } = office;
      const again = await submit(office, better);
      const list = join(program.folder, 'staging', changesKey(await program.read(again)));
      for (const damaged of ['{"kind":"added"', '{}\n', 'null\n', '\u0000\n']) {
        await writeFile(list, damaged);
        const files = await desk.say('ines', `files ${again}`);
        for (const each of ['a.csv', 'README.md', 'gone.log']) expect(files, damaged).toContain(each);
      }
    });

    test('I13: hostile names of files are shown literally', async () => {
      const office = await rejected();
      const hostile = '<!channel> [click](https://evil.example) **bold** \u202Egnp.exe';
      const again = await submit(office, { ...first, [hostile]: 'x' });
      for (const shown of [office.desk.card('ig', again), await office.desk.say('ines', `files ${again}`)]) {
        expect(shown).toContain('🆕 new');
        expect(shown).toContain('click');
        expect(shown).not.toContain('\u202E');
        expect(shown).not.toMatch(/<!channel>(?! \[)/);
      }
    });

    test('of two resubmissions at once, one follows the other or waits for an admin, and neither is taken for both', async () => {
      const office = await rejected();
      const { program, id } = office;
      await Promise.all([0, 1].map(() => program.submit({ files: better, changes: { egress_store_id: 'store-1' } })));
      await program.settle();
      const named = resubmittedAs(await program.read(id));
      expect(named).toHaveLength(1);
      for (const each of named) expect(resubmissionIn(await program.read(each))?.of).toBe(id);
    });
  });
};
