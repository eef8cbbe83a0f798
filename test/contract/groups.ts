/** A role that comes from a group confers the same on every platform, for as long as somebody is in it, and nothing when it cannot be read. */
import { describe, expect, test } from 'vitest';
import type { RequestId } from '../../src/workflow/request.ts';
import { O } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, U } from '../an-installation.ts';
import type { Office, Place, Who } from './approvals.ts';
import { refusalsOf } from './offices.ts';

const entraGroup = '33333333-3333-4333-8333-333333333333';
/** Seconds after which what was read of a group counts no longer, and after which an outage is asked about again. */
const kept = 41;
const outage = 6;

/** What happens to the group where it is kept. */
export const keeperOf = ({ desk, program }: Office) =>
  desk.platform === 'Slack'
    ? {
        put: (...members: readonly Who[]) =>
          program.slack.setUserGroup(
            'S0REVIEW',
            members.map((who) => U[who]),
          ),
        fail: (times: number) => program.slack.fault({ method: 'usergroups.users.list', kind: 'error', code: 'internal_error', times }),
        switchOff: (who: Who) => program.slack.changeUser(U[who], { isDeactivated: true }),
        reads: () => program.slack.calls().filter(({ method }) => method === 'usergroups.users.list').length,
      }
    : {
        put: (...members: readonly Who[]) =>
          program.teams.setGroup(
            entraGroup,
            members.map((who) => O[who]),
          ),
        fail: (times: number) => program.teams.failGraph({ status: 503, times }),
        switchOff: (who: Who) => program.teams.changeUser(O[who], { isDisabled: true }),
        reads: () => program.teams.calls().filter(({ path }) => path.startsWith('graph')).length,
      };

type Scope = { readonly projects?: readonly string[]; readonly change?: (policy: Record<string, unknown>) => void };

const policyWith = (platform: Office['desk']['platform'], { projects, change }: Scope) =>
  aPolicyText((policy) => {
    const roles = Object(policy['roles']);
    const scope = { name: 'Egress reviewers', ...(projects ? { projects } : {}) };
    roles.InformationGovernance.groups =
      platform === 'Slack'
        ? { slack: [{ teamId: 'T01SANDBOX', id: 'S0REVIEW', ...scope }] }
        : { entra: [{ id: entraGroup.toUpperCase(), ...scope }] };
    change?.(policy);
  });

const quorumOf = (approvals: number) => (policy: Record<string, unknown>) =>
  Object.assign(policy, {
    defaults: { stages: [{ role: 'InformationGovernance', approvals }, { role: 'ResearchIT' }] },
    projects: {},
  });

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const groupsContract = (name: Office['desk']['platform'], open: (options: { readonly policy: string }) => Promise<Office>): void => {
  const withGroup = async (members: readonly Who[], scope: Scope = {}) => {
    const office = await open({ policy: await policyWith(name, scope) });
    const keeper = keeperOf(office);
    keeper.put(...members);
    office.program.wait(kept);
    return { ...office, keeper };
  };
  const waiting = async ({ program }: { readonly program: Program }, project = 'proj-1'): Promise<RequestId> => {
    const id = await program.submit({ project });
    await program.settle();
    return id;
  };
  /** What this person is told who tries to approve. */
  const approve = async ({ desk, program }: Office, who: Who, at: { readonly place: Place; readonly id: RequestId }): Promise<string> => {
    const begun = await desk.begin(who, { ...at, verdict: 'approve' });
    const said = `${begun.told} ${await begun.submit().catch(() => '')}`;
    await program.settle();
    return said;
  };

  describe(`${name}: roles by group`, () => {
    test('I4: whoever is in the group decides; a minute after they were taken out they are refused, and that is on record', async () => {
      const office = await withGroup(['oliver']);
      const { desk, program, keeper } = office;
      const [first, second] = [await waiting(office), await waiting(office)];
      expect(await desk.say('oliver', 'whoami')).toMatch(/Information Governance.*all projects.*because of .* group Egress reviewers/);
      expect(await approve(office, 'oliver', { place: 'ig', id: first })).toContain('is recorded');
      expect((await program.read(first)).decisions).toMatchObject([{ person: { id: 'oliver@example.ac.uk' }, verdict: 'approve' }]);
      expect(await desk.say('ada', `history ${first}`)).toMatch(/Approved ?, because of .+, for Information Governance/);
      keeper.put();
      program.wait(kept);
      const before = { posts: desk.posts('ig'), card: desk.card('ig', second) };
      expect(await approve(office, 'oliver', { place: 'ig', id: second })).toContain('Only people who hold the role');
      expect(await desk.say('oliver', 'whoami')).toContain('You hold no role here');
      expect({ posts: desk.posts('ig'), card: desk.card('ig', second) }).toEqual(before);
      expect(await refusalsOf(office)).toContainEqual(['oliver', 'approve', 'wrong-role']);
    });

    test('a group is read once for all that is asked within a minute', async () => {
      const office = await withGroup(['oliver']);
      const { desk, program, keeper } = office;
      await desk.say('oliver', 'whoami');
      const before = keeper.reads();
      await desk.say('oliver', 'whoami');
      await desk.say('ines', 'whoami');
      expect(keeper.reads()).toBe(before);
      program.wait(kept);
      expect(await desk.say('oliver', 'whoami')).toContain('Egress reviewers');
      expect(keeper.reads()).toBe(before + 1);
    });

    test('I3: a group that cannot be read confers nothing: the refusal says so privately and what to do, and is on record', async () => {
      const office = await withGroup(['oliver']);
      const { desk, program, keeper } = office;
      const id = await waiting(office);
      await program.settle();
      program.wait(kept);
      keeper.fail(3);
      const posts = desk.posts('ig');
      const told = await approve(office, 'oliver', { place: 'ig', id });
      expect(told).toContain('Whether you hold the role Information Governance for project proj-1 cannot be told just now');
      expect(told).toContain('Please try again in a minute');
      expect(desk.posts('ig')).toBe(posts);
      expect((await program.read(id)).decisions).toEqual([]);
      expect(await refusalsOf(office)).toContainEqual(['oliver', 'approve', 'group-unread']);
      expect(await desk.say('oliver', 'whoami')).toContain('is not counted just now');
      expect(await desk.say('oliver', `status ${id}`)).toContain('cannot be told just now');
      expect(await desk.say('oliver', 'status 0000')).toContain('cannot be told just now');
      expect(await desk.say('ada', 'grants')).toContain('which could not be read just now');
      // Nobody else is held up: this one was granted the role.
      expect(await desk.offersDecision('ines', { place: 'ig', id })).toBe(true);
      for (let more = 0; more < 3; more += 1) {
        program.wait(outage);
        await desk.say('oliver', 'whoami');
      }
      expect(await approve(office, 'oliver', { place: 'ig', id })).toContain('is recorded');
    });

    test('I5: nobody decides on their own request, whatever group they are in', async () => {
      const office = await withGroup(['rosa']);
      const id = await waiting(office);
      expect(await approve(office, 'rosa', { place: 'ig', id })).toContain('You asked for this egress yourself');
      expect(await refusalsOf(office)).toContainEqual(['rosa', 'approve', 'own-request']);
    });

    test('I5: who holds a role by group and by grant is one person, and decides at one stage only', async () => {
      const office = await withGroup(['oliver', 'tomasz'], { change: quorumOf(2) });
      const { desk, program } = office;
      await desk.say('ada', 'grant @oliver InformationGovernance');
      const id = await waiting(office);
      expect(await approve(office, 'oliver', { place: 'ig', id })).toContain('is recorded');
      expect(await approve(office, 'oliver', { place: 'ig', id })).toContain('already recorded');
      expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
      expect(await approve(office, 'tomasz', { place: 'ig', id })).toContain('is recorded');
      expect(await approve(office, 'tomasz', { place: 'it', id })).toContain('each person decides at one stage only');
    });

    test('I3: a guest in the group and an account that is switched off hold nothing', async () => {
      const office = await withGroup(['gita', 'oliver']);
      const { desk, program, keeper } = office;
      keeper.switchOff('oliver');
      const id = await waiting(office);
      expect(await desk.say('gita', 'whoami')).toContain('guest');
      expect(await desk.say('ada', 'grants')).toContain('(0 people)');
      expect(await approve(office, 'tomasz', { place: 'ig', id })).toMatch(/Who can: (?!.*(oliver|gita)).*ines@example.ac.uk/);
      expect((await program.read(id)).decisions).toEqual([]);
    });

    test('a group that is confined to a project confers the role there only', async () => {
      const office = await withGroup(['oliver'], { projects: ['proj-2'], change: (policy) => Object.assign(policy, { projects: {} }) });
      const [here, elsewhere] = [await waiting(office, 'proj-2'), await waiting(office, 'proj-1')];
      expect(await approve(office, 'oliver', { place: 'ig', id: elsewhere })).toContain('Only people who hold the role');
      expect(await approve(office, 'oliver', { place: 'ig', id: here })).toContain('is recorded');
    });

    test('a role by group is not taken back by an admin nor passed on, and each is told who can', async () => {
      const office = await withGroup(['oliver']);
      const { desk } = office;
      const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
      expect(await desk.say('ada', 'grants')).toMatch(
        /Information Governance ?, all projects: everybody in .* group Egress reviewers \(1 person\)/,
      );
      expect(await desk.say('ada', 'revoke-grant @oliver InformationGovernance')).toMatch(
        /because of .* group Egress reviewers, so it cannot be taken back here/,
      );
      expect(await desk.say('oliver', `delegate @tomasz until ${until}`)).toContain(
        'That role comes from a group, so it cannot be passed on',
      );
      expect(await refusalsOf(office)).toEqual(
        expect.arrayContaining([
          ['ada', '/egress revoke-grant', 'no-such-grant'],
          ['oliver', '/egress delegate', 'not-delegable'],
        ]),
      );
      await desk.say('ada', 'grant @oliver InformationGovernance');
      expect(await desk.say('ada', 'revoke-grant @oliver InformationGovernance')).toContain('goes on holding it because of');
    });

    test('who holds by group what is passed on to them is told that they go on counting apart; nothing of it is promised while the group cannot be read', async () => {
      const { desk, program, keeper } = await withGroup(['oliver']);
      const until = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      const said = await desk.say('ines', `delegate @oliver until ${until(10)}`);
      for (const told of [said, desk.told('oliver')]) {
        expect(told).toMatch(/Information Governance already.*counted apart/);
        expect(told).not.toContain('count as one');
      }
      program.wait(3600);
      keeper.fail(20);
      expect(await desk.say('ines', `delegate @oliver until ${until(11)}`)).not.toMatch(/count as one|already/);
    });

    test('I17: whoever holds the role by group is reminded; when the group cannot be read, the admins are told that, and not that nobody can decide', async () => {
      const office = await withGroup(['oliver']);
      const { desk, program, keeper } = office;
      await desk.say('ada', 'revoke-grant @ines InformationGovernance');
      await desk.say('ada', 'revoke-grant @gareth InformationGovernance');
      const id = await waiting(office);
      expect(await desk.say('ada', 'home')).not.toContain('Nobody can decide');
      await desk.say('ada', `remind ${id}`);
      await program.settle();
      expect(desk.told('oliver')).toContain('You can decide on it');
      program.wait(2 * 3600);
      keeper.fail(20);
      await desk.say('ada', `remind ${id}`);
      await program.settle();
      expect(desk.told('ada')).toContain('A group could not be read for request');
      expect(desk.told('ada')).not.toContain('Nobody can decide');
      expect(await desk.say('ada', 'home')).not.toContain('Nobody can decide');
    });
  });
};
