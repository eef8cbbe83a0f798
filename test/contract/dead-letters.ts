/** What admins do about notifications that could not be taken promises the same on every platform. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deadLetterDays, keepDeadLetter } from '../../src/workflow/dead-letters.ts';
import { BadInputError } from '../../src/workflow/errors.ts';
import type { DeadLetter } from '../../src/workflow/ports.ts';
import type { ChatIdentity, Sha256 } from '../../src/workflow/request.ts';
import { O, teamsSeed } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aNotification, U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import type { Office, Who } from './approvals.ts';

const why = 'Sent by the test workbench.';

const lettersOf = ({ installation }: Program): Promise<readonly DeadLetter[]> =>
  installation.adapters.letters.list({ partition: 'letters' });

/** Hands in a notification that is malformed, as SWB would. */
const malformed = async (program: Program): Promise<DeadLetter> => {
  const message = JSON.stringify(aNotification(randomUUID(), { s3_bucketpath: 'elsewhere/' }));
  await expect(program.installation.take(message)).rejects.toThrow(/s3_bucketpath/);
  const [letter] = (await lettersOf(program)).slice(-1);
  if (!letter) throw new Error('nothing was kept');
  return letter;
};

/** What an earlier version, which read notifications more strictly, could not take. */
const refusedEarlier = async (program: Program, text?: string): Promise<{ readonly letter: DeadLetter; readonly id: string }> => {
  const { adapters } = program.installation;
  const id = randomUUID();
  const ports = {
    letters: adapters.letters,
    bodies: adapters.letterBodies,
    clock: () => new Date().toISOString() as DeadLetter['keptAt'],
    policyDigest: '0'.repeat(64) as Sha256,
  };
  const message = text ?? JSON.stringify(aNotification(id));
  const error = new BadInputError('SWB notification', { field: 'ver', expected: 'another' });
  return { letter: await keepDeadLetter(ports, { message, origin: 'topic', error }), id };
};

const identityOf = ({ platform }: Office['desk'], who: Who): ChatIdentity =>
  platform === 'Slack'
    ? { platform: 'slack', tenant: 'T01SANDBOX', user: U[who] }
    : { platform: 'teams', tenant: teamsSeed.tenant.id, user: O[who] };

const refusalsOf = async ({ installation }: Program): Promise<readonly (readonly string[])[]> => {
  const today = new Date().toISOString().slice(0, 10);
  return (await installation.adapters.refusals.list({ partition: today })).map(({ person = '', attempted, refusal }) => [
    person.replace(/@.*/, ''),
    attempted,
    refusal,
  ]);
};

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const deadLettersContract = (name: string, open: () => Promise<Office>): void => {
  describe(`${name}: dead letters`, () => {
    test('I15: a malformed notification is kept once, told to the admins with its id, and listed with the reason', async () => {
      const { desk, program } = await open();
      expect(await desk.say('ada', 'dead-letters')).toContain('Every notification was taken');
      const { key } = await malformed(program);
      await program.settle();
      const id = key.slice(0, 8);
      expect(desk.told('ada')).toContain(`replay ${id}`);
      const listed = await desk.say('ada', 'dead-letters');
      expect(listed).toContain('1 notification could not be taken');
      expect(listed).toContain(id);
      expect(listed).toContain('s3_bucketpath');
      expect(listed).toContain('docs/operate.md');
    });

    test('I15: one that comes again is told once, and once more when nothing of it was left', async () => {
      const { desk, program } = await open();
      const message = JSON.stringify(aNotification(randomUUID(), { s3_bucketpath: 'elsewhere/' }));
      const comes = async (): Promise<number> => {
        await expect(program.installation.take(message)).rejects.toThrow(/s3_bucketpath/);
        await program.settle();
        const [letter] = await lettersOf(program);
        return desk.told('ada').split(`replay ${letter?.key.slice(0, 8)}`).length - 1;
      };
      const once = await comes();
      expect(once).toBeGreaterThan(0);
      expect(await comes()).toBe(once);
      program.wait((deadLetterDays + 1) * 24 * 3600);
      await program.installation.lookAtTheTime();
      expect(await lettersOf(program)).toEqual([]);
      expect(await comes()).toBe(2 * once);
    });

    test('I15: what is still malformed stays, with its reason as of now, and each attempt is on record', async () => {
      const { desk, program } = await open();
      const { key } = await malformed(program);
      expect(await desk.say('ada', `replay ${key.slice(0, 8)}`)).toMatch(/still cannot be taken.*s3_bucketpath/s);
      const [letter] = await lettersOf(program);
      expect(letter?.state).toEqual({ kind: 'waiting' });
      expect(letter?.events.map(({ fact }) => fact.kind)).toEqual(['kept', 'tried']);
      expect(letter?.events[1]?.actor).toMatchObject({ kind: 'person', person: { id: 'ada@example.ac.uk' } });
      const { letter: other } = await refusedEarlier(program, 'no JSON');
      expect(other.problem).toContain('ver');
      await desk.say('ada', `replay ${other.key}`);
      expect((await lettersOf(program)).find(({ key: found }) => found === other.key)?.problem).toContain('JSON');
    });

    test('I15: once it can be read it is taken like any other, and a second replay does nothing and says so', async () => {
      const { desk, program } = await open();
      // Of one that is whole, so that nothing fails later and is told between.
      const whole = await program.submit();
      await program.settle();
      const id = randomUUID();
      const list = `arn:aws:s3:::notifications/${whole}.json`;
      const text = JSON.stringify(aNotification(id, { project_id: 'proj-2', egress_store_object_list_location: list }));
      await program.installation.register.put(`store-${id}`, 'PENDING');
      const { letter } = await refusedEarlier(program, text);
      const short = letter.key.slice(0, 8);
      expect(await desk.say('ada', `replay ${short}`)).toContain(`It is request ${id.slice(0, 8)}`);
      await program.settle();
      const requests = await program.installation.adapters.requests.list({ by: { kind: 'project', project: 'proj-2' }, limit: 10 });
      expect(requests.requests.map((request) => request.id)).toEqual([id]);
      const again = await desk.say('ada', `replay ${short}`);
      expect(again).toContain('was replayed before');
      expect(again).toContain(id.slice(0, 8));
      expect((await lettersOf(program))[0]?.events.map(({ fact }) => fact.kind)).toEqual(['kept', 'replayed']);
      expect(await desk.say('ada', `discard ${short} ${why}`)).toContain('nothing to discard');
      expect(await desk.say('ada', 'dead-letters')).toContain('Every notification was taken');
    });

    test('a request that came another way meanwhile is not taken twice', async () => {
      const { desk, program } = await open();
      const { letter, id } = await refusedEarlier(program);
      await program.submit({ id });
      expect(await desk.say('ada', `replay ${letter.key}`)).toContain('was there already');
    });

    test('an admin discards one with a reason; who, when and why are on record, and it can still be replayed', async () => {
      const { desk, program } = await open();
      const { letter, id } = await refusedEarlier(program);
      const short = letter.key.slice(0, 8);
      expect(await desk.say('ada', `discard ${short}`)).toContain('at least 10 characters');
      expect(await desk.say('ada', `discard ${short} ${why}`)).toContain('is discarded');
      const [kept] = await lettersOf(program);
      expect(kept?.state).toEqual({ kind: 'discarded', reason: why });
      expect(kept?.events.at(-1)).toMatchObject({
        actor: { person: { id: 'ada@example.ac.uk' } },
        fact: { kind: 'discarded', reason: why },
      });
      expect(await desk.say('ada', `discard ${short} ${why}`)).toContain('was discarded before');
      expect(await desk.say('ada', 'dead-letters')).toContain('Every notification was taken');
      await desk.say('ada', `replay ${short}`);
      expect((await lettersOf(program))[0]?.state).toEqual({ kind: 'replayed', request: id });
    });

    test('the buttons on what the admins are told do the same', async () => {
      const { desk, program } = await open();
      await malformed(program);
      await program.settle();
      expect(await desk.pressPrivately('ada', 'replay')).toContain('still cannot be taken');
      await malformed(program);
      await program.settle();
      expect(await desk.giveReason('ada', { action: 'discard', reason: why })).toContain('It stays on record');
      const states = (await lettersOf(program)).map(({ state }) => state);
      expect(states).toContainEqual({ kind: 'discarded', reason: why });
      expect(states).toContainEqual({ kind: 'waiting' });
      expect(await desk.say('ada', 'dead-letters')).toContain('1 notification could not be taken');
    });

    test('whoever sends the same as a button that they were never shown is refused, and the attempts are on record', async () => {
      const { desk, program } = await open();
      const { letter } = await refusedEarlier(program);
      const speaker = { identity: identityOf(desk, 'ines') };
      const { conversation } = program.installation;
      const said = [
        await conversation.press(speaker, { do: 'replay', letter: letter.key }),
        await conversation.press(speaker, { do: 'discard', letter: letter.key }),
        await conversation.submit(speaker, { answer: { do: 'discard', letter: letter.key, reason: why } }),
      ];
      for (const answer of said) expect(inEnglish(answer)).toContain('Only admins can do this');
      expect((await lettersOf(program))[0]?.events).toHaveLength(1);
      const refused = await refusalsOf(program);
      expect(refused.filter(([who, attempted, kind]) => who === 'ines' && attempted === 'discard' && kind === 'not-admin')).toHaveLength(2);
      expect(refused).toContainEqual(['ines', 'replay', 'not-admin']);
    });

    test('nobody else can do any of it, is told so privately, and the attempts are on record', async () => {
      const { desk, program } = await open();
      const { letter, id } = await refusedEarlier(program);
      const before = desk.posts('admins');
      for (const words of ['dead-letters', `replay ${letter.key}`, `discard ${letter.key} ${why}`])
        expect(await desk.say('ines', words)).toContain('Only admins can do this');
      expect((await lettersOf(program))[0]?.events).toHaveLength(1);
      expect(await program.installation.adapters.requests.read(id as never)).toBeUndefined();
      expect(desk.posts('admins')).toBe(before);
      const refused = await refusalsOf(program);
      for (const attempted of ['/egress dead-letters', '/egress replay', '/egress discard'])
        expect(refused).toContainEqual(['ines', attempted, 'not-admin']);
    });

    test('an id that is none is answered with the word that lists them', async () => {
      const { desk } = await open();
      for (const words of ['replay abcd1234', 'replay x', 'discard abcd1234 because I can'])
        expect(await desk.say('ada', words)).toContain('There is no dead letter');
      expect(await desk.say('ada', 'replay')).toContain('This needs the id of one dead letter');
    });
  });
};
