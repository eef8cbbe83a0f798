/** Who may do what, and for how long, promises the same on every platform. */
import { describe, expect, test } from 'vitest';
import { findChainFault } from '../../src/workflow/audit.ts';
import type { ChatIdentity, PersonId } from '../../src/workflow/request.ts';
import { O, teamsSeed } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import type { Office, Who } from './approvals.ts';

const day = 86_400;

/** Who was refused what, and why. */
const refusalsOf = async ({ installation }: Program): Promise<readonly (readonly string[])[]> => {
  const { refusals } = installation.adapters;
  const days = [0, 1, 2, 3, 4].map((ahead) => new Date(Date.now() + ahead * day * 1000).toISOString().slice(0, 10));
  const all = await Promise.all(days.map((partition) => refusals.list({ partition })));
  return all.flat().map(({ person = '', attempted, refusal }) => [person.replace(/@.*/, ''), attempted, refusal]);
};

const identityOf = ({ platform }: Office['desk'], who: Who): ChatIdentity =>
  platform === 'Slack'
    ? { platform: 'slack', tenant: 'T01SANDBOX', user: U[who] }
    : { platform: 'teams', tenant: teamsSeed.tenant.id, user: O[who] };

const grantsOf = async ({ installation }: Program, who: Who) =>
  (await installation.adapters.grants.list({ partition: 'grants' })).filter(({ person }) => person === `${who}@example.ac.uk`);

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const grantsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const twoAdmins = async (): Promise<Office> =>
    open({
      policy: await aPolicyText((policy) =>
        Object.assign(policy, { admins: ['ada@example.ac.uk', 'gareth@example.ac.uk'], confirmAdminGrants: true }),
      ),
    });
  /** What the line shows, and what is said once the button that it shows is pressed. */
  const confirm = async ({ desk }: Office, who: Who, whom: Who) => ({
    shown: await desk.say(who, `confirm-grant @${whom}`),
    said: await desk.pressPrivately(who, 'confirm-grant'),
  });
  const isAdmin = async ({ desk }: Office, who: Who): Promise<boolean> =>
    !(await desk.say(who, 'grants')).includes('Only admins can do this');

  describe(`${name}: granting admin where a second admin confirms`, () => {
    test('I4: nobody is an admin before another admin confirms; the other admins are told, and the record says who did what', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      expect(await desk.say('ada', 'grant @tomasz admin')).toContain('Another admin has to confirm');
      expect(await isAdmin(office, 'tomasz')).toBe(false);
      expect(await desk.say('ada', 'grants')).toContain('it counts only once another admin confirms it');
      expect(desk.told('gareth')).toContain('Ada Mensah wants to make tomasz@example.ac.uk an admin');
      expect(desk.told('ada')).not.toContain('wants to make');
      const shown = await desk.say('gareth', 'confirm-grant @tomasz');
      expect(shown).toContain('ada@example.ac.uk wants to make tomasz@example.ac.uk an admin');
      expect(await isAdmin(office, 'tomasz')).toBe(false);
      expect(await desk.pressPrivately('gareth', 'confirm-grant')).toContain('tomasz@example.ac.uk is an admin');
      expect(await isAdmin(office, 'tomasz')).toBe(true);
      const grant = (await grantsOf(program, 'tomasz')).find(({ role }) => role === 'admin');
      expect(grant?.events.map(({ fact, actor }) => [fact.kind, actor.kind === 'person' ? actor.person.id : ''])).toEqual([
        ['proposed', 'ada@example.ac.uk'],
        ['confirmed', 'gareth@example.ac.uk'],
      ]);
      expect(grant && findChainFault(grant.key, grant.events)).toBeUndefined();
      expect(await desk.say('gareth', 'confirm-grant @tomasz')).toContain('waits to be confirmed');
    });

    test('I5: neither the granter, nor the grantee, nor who is no admin confirms; each is told privately, and it is on record', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      await desk.say('ada', 'grant @tomasz admin');
      await desk.say('ada', 'grant @gareth admin');
      const posts = desk.posts('admins');
      expect(await desk.say('ada', 'confirm-grant tomasz@example.ac.uk')).toContain('You granted this yourself');
      expect(await desk.say('gareth', 'confirm-grant gareth@example.ac.uk')).toContain('This grant is about you');
      expect(await desk.say('tomasz', 'confirm-grant tomasz@example.ac.uk')).toContain('Only admins can do this');
      expect(await desk.say('gita', 'confirm-grant tomasz@example.ac.uk')).toContain('guest');
      expect(await isAdmin(office, 'tomasz')).toBe(false);
      expect(desk.posts('admins')).toBe(posts);
      const refused = await refusalsOf(program);
      for (const [who, why] of [
        ['ada', 'own-grant'],
        ['gareth', 'own-grant'],
        ['tomasz', 'not-admin'],
      ] as const)
        expect(refused).toContainEqual([who, '/egress confirm-grant', why]);
    });

    test('the button on what the other admins are told does the same, once, and only for what it showed', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      await desk.say('ada', 'grant @tomasz admin until 2098-01-01');
      const shown = desk.told('gareth');
      expect(shown).toContain('until 1 Jan 2098');
      const [grant] = (await grantsOf(program, 'tomasz')).filter(({ role }) => role === 'admin');
      if (!grant) throw new Error('nothing was proposed');
      await desk.say('ada', 'grant @tomasz admin');
      const outdated = { do: 'confirm-grant', person: grant.person, version: grant.version } as const;
      const pressed = await program.installation.conversation.press({ identity: identityOf(desk, 'gareth') }, outdated);
      expect(inEnglish(pressed)).toContain('was changed since you were shown it');
      expect(await isAdmin(office, 'tomasz')).toBe(false);
      expect(await desk.pressPrivately('gareth', 'confirm-grant')).toContain('is an admin');
      expect(await isAdmin(office, 'tomasz')).toBe(true);
      expect(await desk.say('gareth', 'confirm-grant tomasz@example.ac.uk')).toContain('waits to be confirmed');
      expect(await refusalsOf(program)).toContainEqual(['gareth', 'confirm-grant', 'changed-proposal']);
    });

    test('what nobody confirms within 72 hours can no longer be confirmed; what is taken back neither', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      await desk.say('ada', 'grant @tomasz admin');
      program.wait(72 * 3600 - 60);
      expect(await desk.say('ada', 'grants')).toContain('tomasz@example.ac.uk: admin');
      program.wait(120);
      expect(await desk.say('gareth', 'confirm-grant tomasz@example.ac.uk')).toContain('waits to be confirmed');
      expect(await desk.say('ada', 'grants')).not.toContain('tomasz@example.ac.uk: admin');
      await desk.say('ada', 'grant @mei admin');
      expect(await desk.say('ada', 'revoke-grant mei@example.ac.uk admin')).toContain('Role taken back');
      expect(await desk.say('gareth', 'confirm-grant @mei')).toContain('waits to be confirmed');
      expect(await isAdmin(office, 'mei')).toBe(false);
      expect((await grantsOf(program, 'mei')).flatMap(({ events }) => events.map(({ fact }) => fact.kind)).slice(-2)).toEqual([
        'proposed',
        'revoked',
      ]);
    });

    test('an admin stays one while a later end is proposed, and an earlier end needs nobody', async () => {
      const office = await twoAdmins();
      const { desk } = office;
      await desk.say('ada', 'grant @tomasz admin until 2099-01-01');
      expect((await confirm(office, 'gareth', 'tomasz')).said).toContain('holds it from now on, until 1 Jan 2099');
      const proposed = await desk.say('ada', 'grant @tomasz admin');
      expect(proposed).toContain('Another admin has to confirm');
      expect(proposed).not.toContain('is not an admin yet');
      expect(await isAdmin(office, 'tomasz')).toBe(true);
      expect(await desk.say('ada', 'grants')).toMatch(/until 1 Jan 2099 ?; proposed: for good/);
      expect(await desk.say('ada', 'grant @tomasz admin until 2098-01-01')).toContain('Role granted');
      expect(await desk.say('gareth', 'confirm-grant @tomasz')).toContain('waits to be confirmed');
    });

    test('the line shows what it would confirm as it is now, and what was changed since cannot be confirmed by it', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      await desk.say('ada', 'grant @tomasz admin until 2098-01-01');
      expect(await desk.say('gareth', 'confirm-grant tomasz@example.ac.uk')).toContain('until 1 Jan 2098');
      const version = (await grantsOf(program, 'tomasz')).find(({ role }) => role === 'admin')?.version ?? 0;
      await desk.say('ada', 'grant @tomasz admin until 2099-01-01');
      const { shown, said } = await confirm(office, 'gareth', 'tomasz');
      expect(shown).toContain('until 1 Jan 2099');
      expect(said).toContain('until 1 Jan 2099');
      await desk.say('ada', 'grant @tomasz admin');
      const person = 'tomasz@example.ac.uk' as PersonId;
      const pressed = await program.installation.conversation.press(
        { identity: identityOf(desk, 'gareth') },
        { do: 'confirm-grant', person, version },
      );
      expect(inEnglish(pressed)).toContain('was changed since you were shown it');
      expect(await desk.say('gareth', 'confirm-grant @tomasz')).toMatch(/was made one until 1 Jan 2099; that becomes .for good/);
    });

    test('a role that holds is said to hold, though nobody could be woken for it', async () => {
      const { desk, program } = await twoAdmins();
      const { requests } = program.installation.adapters;
      const { list } = requests;
      Object.assign(requests, {
        list: async () => {
          throw new Error('the index cannot be read');
        },
      });
      expect(await desk.say('ada', 'grant @oliver ResearchIT')).toContain('Role granted');
      expect(await desk.say('ada', 'revoke-grant @oliver ResearchIT')).toContain('Role taken back');
      Object.assign(requests, { list });
    });

    test('I4: an admin cannot keep the role by proposing another end: one revoke-grant takes it, with what is proposed of it', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      await desk.say('ada', 'grant @tomasz admin until 2098-01-01');
      await confirm(office, 'gareth', 'tomasz');
      await desk.say('tomasz', 'grant @tomasz admin');
      const taken = await desk.say('gareth', 'revoke-grant @tomasz admin');
      for (const said of ['Role taken back', 'What was proposed of it is dropped as well']) expect(taken).toContain(said);
      expect(await isAdmin(office, 'tomasz')).toBe(false);
      expect(await desk.say('gareth', 'confirm-grant @tomasz')).toContain('waits to be confirmed');
      const grant = (await grantsOf(program, 'tomasz')).find(({ role }) => role === 'admin');
      expect(grant?.events.map(({ fact }) => fact.kind)).toEqual(['proposed', 'confirmed', 'proposed', 'revoked']);
      expect(grant && findChainFault(grant.key, grant.events)).toBeUndefined();
      expect(await desk.say('ada', 'grant @tomasz admin')).toContain('Another admin has to confirm');
      expect((await confirm(office, 'gareth', 'tomasz')).said).toContain('is an admin');
      expect(await desk.say('gareth', 'revoke-grant @tomasz admin')).not.toContain('What was proposed');
    });

    test('I4: what somebody proposed who is no admin any more is no first word', async () => {
      const office = await twoAdmins();
      const { desk, program } = office;
      await desk.say('ada', 'grant @mei admin');
      await confirm(office, 'gareth', 'mei');
      await desk.say('mei', 'grant @tomasz admin');
      await desk.say('ada', 'revoke-grant @mei admin');
      for (const told of [await desk.pressPrivately('gareth', 'confirm-grant'), await desk.say('gareth', 'confirm-grant @tomasz')])
        expect(told).toContain('mei@example.ac.uk, who proposed this for tomasz@example.ac.uk, is no admin now');
      expect(await isAdmin(office, 'tomasz')).toBe(false);
      expect(await refusalsOf(program)).toContainEqual(['gareth', 'confirm-grant', 'proposer-no-admin']);
      expect(await desk.say('gareth', 'grant @tomasz admin')).toContain('Another admin has to confirm');
      expect((await confirm(office, 'ada', 'tomasz')).said).toContain('is an admin');
    });

    test('I4: no single admin wakes one whose roles rest: neither by another role, nor by granting it once more', async () => {
      const office = await open({
        policy: await aPolicyText((policy) => {
          Object.assign(policy, { admins: ['ada@example.ac.uk', 'gareth@example.ac.uk'], confirmAdminGrants: true });
          Object.assign(Object(policy['organisation']), { unseenDays: 30 });
        }),
      });
      const { desk, program } = office;
      await desk.say('ada', 'grant @mei admin');
      await confirm(office, 'gareth', 'mei');
      await desk.say('mei', 'whoami');
      program.wait(31 * day);
      const resting = 'Roles rest when their holder was not seen for 30 days';
      expect(await desk.say('mei', 'grants')).toContain(resting);
      expect(await desk.say('ada', 'grant @mei ResearchIT proj-9')).toContain('everything that they hold rests');
      expect(await desk.say('mei', 'grants')).toContain(resting);
      expect(await desk.say('ada', 'grant @mei admin')).toContain('Another admin has to confirm');
      expect(await desk.say('mei', 'grants')).toContain(resting);
      const { shown, said } = await confirm(office, 'gareth', 'mei');
      expect(shown).toContain('rests until this is confirmed');
      expect(said).toContain('mei@example.ac.uk is an admin');
      expect(await desk.say('mei', 'grants')).not.toContain(resting);
    });

    test('other roles need nobody, and without the setting admins neither', async () => {
      const office = await twoAdmins();
      expect(await office.desk.say('ada', 'grant @oliver ResearchIT')).toContain('Role granted');
      const usual = await open();
      expect(await usual.desk.say('ada', 'grants')).toMatch(/ada@example.ac.uk: ?admin ?, by the policy file/);
      expect(await usual.desk.say('ada', 'grant @oliver ResearchIT proj-unseen')).toContain(
        'No request of project proj-unseen has come yet',
      );
      expect(await usual.desk.say('ada', 'grant @tomasz admin')).toContain('Role granted');
      expect(await usual.desk.say('ada', 'grant @tomasz admin')).toContain('Role held already');
      expect(await isAdmin(usual, 'tomasz')).toBe(true);
    });
  });

  describe(`${name}: taking a role back`, () => {
    test('who is an admin by the policy file is not said to hold no such role, but where the file names them', async () => {
      const { desk, program } = await open();
      for (const whom of ['@ada', 'ada@example.ac.uk'])
        expect(await desk.say('ada', `revoke-grant ${whom} admin`)).toMatch(
          /ada@example.ac.uk is an admin by the policy file.*take the address out of ?admins/,
        );
      expect(await desk.say('ada', 'revoke-grant @ada ResearchIT')).toContain('does not hold that role');
      expect(await refusalsOf(program)).toContainEqual(['ada', '/egress revoke-grant', 'admin-by-file']);
    });

    test('what the person goes on holding is named, and nothing but what needs the role is said to be refused', async () => {
      const { desk } = await open();
      for (const role of ['admin', 'ResearchIT', 'ResearchIT proj-1']) await desk.say('ada', `grant @oliver ${role}`);
      const said = await desk.say('ada', 'revoke-grant @oliver admin');
      expect(said).toContain('What needs this role is refused from now on');
      expect(said).toMatch(/What oliver@example.ac.uk goes on holding.*Research IT.*all projects.*Research IT.*project proj-1/);
      expect(await desk.say('ada', 'revoke-grant @oliver ResearchIT proj-1')).not.toContain('What oliver@example.ac.uk goes on holding');
      expect(await desk.say('ada', 'revoke-grant @oliver ResearchIT')).not.toContain('goes on holding');
      await desk.say('ada', 'grant @ada ResearchIT');
      expect(await desk.say('ada', 'revoke-grant @ada ResearchIT')).toMatch(/What ada@example.ac.uk goes on holding.*by the policy file/);
    });
  });

  describe(`${name}: checking grants`, () => {
    test('grants of who left the domains, or became a guest, are listed with what takes each back; nothing else is', async () => {
      const { desk, program } = await open();
      const nothingWrong = await desk.say('ada', 'check-grants');
      expect(nothingWrong).toContain('Everybody who was looked up can act here');
      expect(nothingWrong).not.toContain('take the grant back');
      const change = (who: Who, to: { readonly isGuest?: boolean; readonly email?: string }): void =>
        desk.platform === 'Slack' ? program.slack.changeUser(U[who], to) : program.teams.changeUser(O[who], to);
      change('ines', { isGuest: true });
      change('tomasz', { email: 'tomasz@elsewhere.example' });
      const listed = await desk.say('ada', 'check-grants');
      expect(listed).toContain('2 grants of people who cannot act here');
      expect(listed).toMatch(/ines@example.ac.uk:.*guest account.*revoke-grant ines@example.ac.uk InformationGovernance/);
      expect(listed).toMatch(/tomasz@example.ac.uk:.*outside the allowed domains.*revoke-grant tomasz@example.ac.uk ResearchIT/);
      expect(listed).not.toContain('gareth@example.ac.uk');
      expect(await desk.say('ada', 'check-grants Foo')).toMatch(/There is no role Foo ?.*Information ?Governance/);
      expect(await desk.say('ada', 'check-grants ResearchIT')).toContain('1 grant of people who cannot act here');
      expect(await desk.say('ada', 'revoke-grant ines@example.ac.uk InformationGovernance')).toContain('Role taken back');
      expect(await desk.say('ada', 'check-grants')).not.toContain('ines@example.ac.uk');
    });

    test('nobody but an admin reads it; the attempt is on record', async () => {
      const { desk, program } = await open();
      expect(await desk.say('ines', 'check-grants')).toContain('Only admins can do this');
      expect(await refusalsOf(program)).toContainEqual(['ines', '/egress check-grants', 'not-admin']);
    });
  });
};
