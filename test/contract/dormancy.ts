/** The roles of whoever was not seen for too long rest, and admins hear of what is wrong with the roster, the same on every platform. */
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/workflow/request.ts';
import { O } from '../a-teams-tenant.ts';
import { aPolicyText, U } from '../an-installation.ts';
import type { Office, Who } from './approvals.ts';
import { keeperOf } from './groups.ts';

const day = 86_400;
const resting = 'Roles rest when their holder was not seen for 30 days';

const unseenFor30Days = (): Promise<string> => aPolicyText((policy) => Object.assign(Object(policy['organisation']), { unseenDays: 30 }));

/** Everything that was refused since the clock began to be moved: whose, at what, and why. */
const refusalsOf = async ({ program }: Office, days: number): Promise<readonly (readonly string[])[]> => {
  const { refusals } = program.installation.adapters;
  const dates = Array.from({ length: days + 2 }, (_, ahead) => new Date(Date.now() + ahead * day * 1000).toISOString().slice(0, 10));
  const all = await Promise.all(dates.map((partition) => refusals.list({ partition })));
  return all.flat().map(({ person = '', attempted, refusal }) => [person.replace(/@.*/, ''), attempted, refusal]);
};

const sightingOf = async ({ program }: Office, who: Who) =>
  (await program.installation.adapters.sightings.list({ partition: 'sightings' })).find(({ person }) => person === `${who}@example.ac.uk`);

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const dormancyContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const withLimit = async (): Promise<Office> => open({ policy: await unseenFor30Days() });
  const look = async ({ program }: Office): Promise<void> => {
    await program.installation.lookAtTheTime();
    await program.settle();
  };
  /** Lets so many days pass; the daily check is taken at their end. */
  const pass = async (office: Office, days: number): Promise<void> => {
    office.program.wait(days * day);
    await look(office);
  };
  const change = ({ desk, program }: Office, who: Who, to: { readonly isGuest: boolean }): void =>
    desk.platform === 'Slack' ? program.slack.changeUser(U[who], to) : program.teams.changeUser(O[who], to);
  const tellings = ({ desk }: Office, words: string): number => desk.told('ada').split(words).length - 1;

  describe(`${name}: who was not seen for long`, () => {
    test('I4: decides on nothing, and coming back is no renewal; an admin who grants once more is', async () => {
      const office = await withLimit();
      const { desk, program } = office;
      expect(await desk.say('ines', 'whoami')).toContain('Information Governance');
      program.wait(31 * day);
      const id = await program.submit();
      await program.settle();
      const posts = desk.posts('ig');
      for (let time = 0; time < 2; time += 1) {
        const begun = await desk.begin('ines', { place: 'ig', id, verdict: 'approve' });
        expect(desk.platform === 'Slack' ? begun.told : await begun.submit()).toContain(resting);
      }
      expect(desk.posts('ig')).toBe(posts);
      expect((await program.read(id)).decisions).toEqual([]);
      expect(await refusalsOf(office, 31)).toContainEqual(['ines', 'approve', 'dormant']);
      expect(await desk.say('ines', 'whoami')).toContain('Your roles rest');
      expect(await desk.say('ada', 'grant @ines InformationGovernance')).toContain('Role granted');
      expect(await (await desk.begin('ines', { place: 'ig', id, verdict: 'approve' })).submit()).toMatch(/recorded|approved/i);
      expect((await program.read(id)).decisions).toHaveLength(1);
    });

    test('I4: nobody decides in place of somebody whose own roles rest', async () => {
      const office = await withLimit();
      const { desk, program } = office;
      const ahead = new Date(Date.now() + 20 * day * 1000).toISOString().slice(0, 10);
      await desk.say('ines', `delegate @oliver until ${ahead}`);
      // As it is where the days are made fewer after that.
      const { grants } = program.installation.adapters;
      const passed = (await grants.list({ partition: 'grants' })).find(({ delegatedBy }) => delegatedBy !== undefined);
      if (!passed) throw new Error('nothing was passed on');
      await grants.write({ ...passed, version: passed.version + 1, until: '2098-01-01T00:00:00.000Z' as Instant });
      program.wait(25 * day);
      for (const who of ['oliver', 'gareth'] as const) await desk.say(who, 'whoami');
      const decide = async (who: Who) => {
        const id = await program.submit();
        await program.settle();
        await (await desk.begin(who, { place: 'ig', id, verdict: 'approve' })).submit();
        return (await program.read(id)).decisions.map(({ person }) => person.id);
      };
      expect(await decide('oliver')).toEqual(['oliver@example.ac.uk']);
      program.wait(6 * day);
      expect(await desk.say('oliver', 'whoami')).not.toContain('in place of');
      expect(await decide('oliver')).toEqual([]);
      await desk.say('ada', 'grant @ines InformationGovernance');
      expect(await decide('oliver')).toEqual(['oliver@example.ac.uk']);
    });

    test('I10: gets no link, neither unasked nor by asking, passes nothing on and is no admin; what they asked for themselves stays theirs', async () => {
      const office = await withLimit();
      const { desk, program } = office;
      for (const [who, role] of [
        ['rosa', 'ResearchIT'],
        ['oliver', 'admin'],
      ] as const)
        await desk.say('ada', `grant @${who} ${role}`);
      for (const who of ['rosa', 'oliver', 'mei', 'ines', 'tomasz'] as const) await desk.say(who, 'whoami');
      program.wait(20 * day);
      for (const who of ['ines', 'tomasz'] as const) await desk.say(who, 'whoami');
      program.wait(11 * day);
      const id = await program.submit();
      await program.settle();
      await (await desk.begin('ines', { place: 'ig', id, verdict: 'approve' })).submit();
      await program.settle();
      await (await desk.begin('tomasz', { place: 'it', id, verdict: 'approve' })).submit();
      await program.settle();
      expect((await program.read(id)).status.kind).toBe('released');
      expect(desk.told('mei')).not.toContain(id.slice(0, 8));
      expect(desk.told('ada')).toContain('reaches nobody');
      expect(await desk.say('mei', `link ${id}`)).toContain(resting);
      expect((await program.read(id)).links).toEqual([]);
      expect(await desk.say('oliver', 'grants')).toContain(resting);
      expect(await desk.say('oliver', 'grant @oliver admin')).toContain(resting);
      expect(await desk.say('rosa', 'delegate @mei ResearchIT until 2098-01-01')).toContain(resting);
      expect(await desk.say('rosa', `status ${id}`)).not.toContain(resting);
      const refused = await refusalsOf(office, 31);
      for (const row of [
        ['mei', '/egress link', 'dormant'],
        ['oliver', '/egress grant', 'dormant'],
        ['rosa', '/egress delegate', 'dormant'],
      ])
        expect(refused).toContainEqual(row);
    });

    test('acting keeps the roles awake, and is noted once a day', async () => {
      const office = await withLimit();
      const { desk, program } = office;
      await desk.say('ines', 'whoami');
      await desk.say('ines', 'pending');
      expect((await sightingOf(office, 'ines'))?.version).toBe(1);
      for (let week = 0; week < 3; week += 1) {
        program.wait(20 * day);
        expect(await desk.say('ines', 'whoami')).not.toContain('rest');
      }
      expect((await sightingOf(office, 'ines'))?.version).toBe(4);
    });

    test('I17: the admins hear of it once; for whom there was no note yet the days begin with the first check, and the file’s own admins are never locked out', async () => {
      const office = await withLimit();
      const { desk } = office;
      await pass(office, 5);
      expect(await sightingOf(office, 'gareth')).toBeDefined();
      await desk.say('ada', 'whoami');
      await pass(office, 28);
      expect(tellings(office, 'should be looked at')).toBe(0);
      await pass(office, 7);
      expect(desk.told('ada')).toMatch(/gareth@example.ac.uk:.*so the role rests/);
      expect(desk.told('ada')).toMatch(/ada@example.ac.uk, named as admin.*never locked out/);
      const told = tellings(office, 'should be looked at');
      await pass(office, 7);
      expect(tellings(office, 'should be looked at')).toBe(told);
      expect(await desk.say('ada', 'check-grants')).toMatch(/gareth@example.ac.uk:.*so the role rests/);
      expect(await desk.say('ada', 'grant @gareth InformationGovernance')).toContain('Role granted');
      expect(await desk.say('ada', 'check-grants')).not.toMatch(/gareth@example.ac.uk:/);
    });

    test('whoever was granted anything since is not called dormant, whichever role is looked at', async () => {
      const office = await withLimit();
      const { desk, program } = office;
      await desk.say('ines', 'whoami');
      program.wait(25 * day);
      await desk.say('ada', 'grant @ines ResearchIT');
      program.wait(10 * day);
      for (const words of ['check-grants', 'check-grants InformationGovernance'])
        expect(await desk.say('ada', words)).not.toMatch(/ines@example.ac.uk:.*so the role rests/);
      program.wait(21 * day);
      expect(await desk.say('ada', 'check-grants InformationGovernance')).toMatch(/ines@example.ac.uk:.*so the role rests/);
    });

    test('I4: whoever holds a role by group alone and never acted is dormant after those days, too', async () => {
      const group =
        name === 'Slack'
          ? { slack: [{ teamId: 'T01SANDBOX', id: 'S0REVIEW' }] }
          : { entra: [{ id: '33333333-3333-4333-8333-333333333333' }] };
      const policy = await aPolicyText((value) => {
        Object.assign(Object(value['organisation']), { unseenDays: 30 });
        Object.assign(Object(value['roles'])['InformationGovernance'], { groups: group });
      });
      const office = await open({ policy });
      const { desk, program } = office;
      keeperOf(office).put('oliver');
      await pass(office, 5);
      expect(await sightingOf(office, 'oliver')).toBeDefined();
      program.wait(31 * day);
      const id = await program.submit();
      await program.settle();
      const begun = await desk.begin('oliver', { place: 'ig', id, verdict: 'approve' });
      expect(`${begun.told} ${await begun.submit().catch(() => '')}`).toContain(resting);
      expect((await program.read(id)).decisions).toEqual([]);
      expect(await desk.say('ada', 'grant @oliver InformationGovernance')).toContain('Role granted');
      expect(await (await desk.begin('oliver', { place: 'ig', id, verdict: 'approve' })).submit()).toMatch(/recorded|approved/i);
    });

    test('without the setting nobody’s roles rest', async () => {
      const office = await open();
      await office.desk.say('ines', 'whoami');
      await pass(office, 3000);
      expect(await office.desk.say('ines', 'whoami')).toContain('Information Governance');
      expect(tellings(office, 'should be looked at')).toBe(0);
    });
  });

  describe(`${name}: the daily look at the roster`, () => {
    test('tells the admins by itself who can no longer act, once, and again only when it comes back', async () => {
      const office = await open();
      const { desk } = office;
      await pass(office, 5);
      expect(tellings(office, 'should be looked at')).toBe(0);
      change(office, 'ines', { isGuest: true });
      await pass(office, 5);
      expect(desk.told('ada')).toMatch(/ines@example.ac.uk:.*guest account.*revoke-grant ines@example.ac.uk InformationGovernance/);
      const told = tellings(office, 'guest account');
      await look(office);
      await pass(office, 5);
      await pass(office, 5);
      expect(tellings(office, 'guest account')).toBe(told);
      change(office, 'ines', { isGuest: false });
      await pass(office, 5);
      expect(tellings(office, 'guest account')).toBe(told);
      change(office, 'ines', { isGuest: true });
      await pass(office, 5);
      expect(tellings(office, 'guest account')).toBe(2 * told);
      for (const who of ['ines', 'tomasz', 'oliver'] as const) expect(desk.told(who)).not.toContain('should be looked at');
    });
  });
};
