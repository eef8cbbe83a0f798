/** What an absent reviewer passes on, and what it confers, is the same on every platform. */
import { describe, expect, test } from 'vitest';
import { english } from '../../src/bots/languages/english.ts';
import { dayOf } from '../../src/workflow/calendar.ts';
import type { Instant, RequestId } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText } from '../an-installation.ts';
import type { Office, Place, Who } from './approvals.ts';

const day = 86_400;
const ahead = (days: number): string => new Date(Date.now() + days * day * 1000).toISOString().slice(0, 10);

const refusalsOf = async ({ installation }: Program): Promise<readonly (readonly string[])[]> => {
  const { refusals } = installation.adapters;
  const all = await Promise.all([0, 1].map((days) => refusals.list({ partition: ahead(days) })));
  return all.flat().map(({ person = '', attempted, refusal }) => [person.replace(/@.*/, ''), attempted, refusal]);
};

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const delegationsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const withQuorum = async (approvals: number): Promise<Office> =>
    open({
      policy: await aPolicyText((policy) =>
        Object.assign(policy, {
          defaults: { stages: [{ role: 'InformationGovernance', approvals }, { role: 'ResearchIT' }] },
          projects: {},
        }),
      ),
    });
  const waiting = async (office: Office): Promise<RequestId> => {
    const id = await office.program.submit();
    await office.program.settle();
    return id;
  };
  /** What this person is told who tries to approve. */
  const approve = async ({ desk, program }: Office, who: Who, at: { readonly place: Place; readonly id: RequestId }): Promise<string> => {
    const begun = await desk.begin(who, { ...at, verdict: 'approve' });
    const said = `${begun.told} ${await begun.submit().catch(() => '')}`;
    await program.settle();
    return said;
  };

  describe(`${name}: delegating`, () => {
    test('a colleague decides in place of who passed the role on; card, history and record say so', async () => {
      const office = await open();
      const { desk, program } = office;
      const id = await waiting(office);
      expect(await approve(office, 'oliver', { place: 'ig', id })).toContain('Only people who hold the role');
      expect(await desk.say('ines', `delegate @oliver until ${ahead(10)}`)).toContain('oliver@example.ac.uk may decide in your place');
      expect(desk.told('oliver')).toContain('Inés Okafor passed a role to you');
      expect(desk.told('oliver')).toMatch(/without being in it, from .*home/);
      expect(desk.told('ada')).toContain('Inés Okafor passed a role to oliver@example.ac.uk');
      expect(desk.told('gareth')).not.toContain('passed a role');
      expect(await desk.say('oliver', 'home')).toMatch(new RegExp(`Waiting for your decision.*${id.slice(0, 8)}`));
      expect(await approve(office, 'tomasz', { place: 'ig', id })).toMatch(/Who can: .*oliver@example.ac.uk/);
      expect(await desk.say('oliver', 'whoami')).toContain('passed on by ines@example.ac.uk');
      expect(await desk.say('ines', 'whoami')).toContain('Passed on: oliver@example.ac.uk');
      expect(await desk.say('ada', 'grants')).toMatch(/until .+ passed on by ines@example.ac.uk/);
      const told = await approve(office, 'oliver', { place: 'ig', id });
      expect(told).toContain('You decide in place of ines@example.ac.uk');
      expect(told).toContain('is recorded');
      expect(desk.card('ig', id)).toContain('in place of ines@example.ac.uk');
      expect(await desk.say('ada', `history ${id}`)).toContain('in place of ines@example.ac.uk');
      const request = await program.read(id);
      expect(request.decisions).toMatchObject([{ person: { id: 'oliver@example.ac.uk' }, delegatedBy: 'ines@example.ac.uk' }]);
      expect(findRecordFault(request)).toBeUndefined();
    });

    test('I4: nobody passes a role on beyond the day on which their own roles would rest', async () => {
      const { desk, program } = await open({
        policy: await aPolicyText(({ organisation }) => Object.assign(Object(organisation), { unseenDays: 30 })),
      });
      const onTheirClock = (days: number): string =>
        dayOf('Europe/London', new Date(Date.now() + days * day * 1000).toISOString() as Instant);
      const refused = await desk.say('ines', `delegate @oliver until ${onTheirClock(30)}`);
      expect(refused).toContain('after 30 days');
      expect(refused).toContain(english.quantities.day(onTheirClock(29)));
      expect(await desk.say('oliver', 'whoami')).not.toContain('passed on');
      expect(await desk.say('ines', `delegate @oliver until ${onTheirClock(29)}`)).toContain('may decide in your place');
      expect(await refusalsOf(program)).toEqual([]);
    });

    test('a role ends with the day that was named, on the organisation’s clock, and every list names that day', async () => {
      const { desk, program } = await open({
        policy: await aPolicyText(({ organisation }) => Object.assign(Object(organisation), { timeZone: 'America/Los_Angeles' })),
      });
      await desk.say('ines', 'delegate @oliver until 2098-12-24');
      expect(desk.told('oliver')).toContain('until 24 Dec 2098');
      await desk.say('ada', 'grant @oliver ResearchIT until 2098-12-24');
      const grants = await desk.say('ada', 'grants');
      expect(grants).toMatch(/oliver@example.ac.uk: .*Research IT.*until 24 Dec 2098/);
      expect(grants).toMatch(/until 24 Dec 2098, passed on by ines@example.ac.uk/);
      expect(grants).not.toContain('25 Dec 2098');
      const ends = (await program.installation.adapters.grants.list({ partition: 'grants' })).map(({ until }) => until);
      expect(ends.filter((until) => until !== undefined)).toEqual(['2098-12-25T07:59:59.999Z', '2098-12-25T07:59:59.999Z']);
    });

    test('I5, I17: a stage at which nobody may decide is told to the admins, and a wrong person is sent to nobody who may not', async () => {
      const office = await open();
      const { desk } = office;
      const id = await waiting(office);
      await desk.say('ines', `delegate @tomasz until ${ahead(10)}`);
      expect(await approve(office, 'tomasz', { place: 'ig', id })).toContain('is recorded');
      expect(desk.told('ada')).toContain(`Nobody can decide on request ${id.slice(0, 8)}`);
      expect(await desk.say('ines', `remind ${id}`)).toMatch(/waits for Research IT, and just now nobody is left.*The admins are told so/);
      expect((await office.program.read(id)).events.some(({ fact }) => fact.kind === 'reminded')).toBe(false);
      await desk.say('ada', 'grant @oliver ResearchIT');
      expect(await desk.say('ines', `remind ${id}`)).toContain('are reminded');
      const told = await approve(office, 'gareth', { place: 'it', id });
      expect(told).toContain('Only people who hold the role');
      expect(told).not.toContain('tomasz@example.ac.uk');
    });

    test('whoever holds the role in their own right is told that they go on counting apart, and they do', async () => {
      const office = await withQuorum(2);
      const { desk, program } = office;
      const said = await desk.say('ines', `delegate @gareth until ${ahead(10)}`);
      for (const told of [said, desk.told('gareth')]) {
        expect(told).toMatch(/Information Governance already.*counted apart/);
        expect(told).not.toContain('count as one');
      }
      const id = await waiting(office);
      for (const who of ['gareth', 'ines'] as const) expect(await approve(office, who, { place: 'ig', id })).toContain('is recorded');
      expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 1 });
    });

    test('a repeat of what is in force writes to the colleague once only; whoever has nothing to pass on learns nothing about an account', async () => {
      const { desk, program } = await open();
      const tellings = () => desk.told('oliver').split('passed a role to you').length;
      await desk.say('ines', `delegate @oliver until ${ahead(10)}`);
      const once = tellings();
      expect(await desk.say('ines', `delegate @oliver until ${ahead(10)}`)).toContain('oliver@example.ac.uk may decide in your place');
      expect(tellings()).toBe(once);
      await desk.say('ines', `delegate @oliver until ${ahead(11)}`);
      expect(tellings()).toBeGreaterThan(once);
      expect(await desk.say('tomasz', `delegate @gita InformationGovernance until ${ahead(10)}`)).toContain('You hold no such role');
      expect(await refusalsOf(program)).toEqual([['tomasz', '/egress delegate', 'not-delegable']]);
    });

    test('I5: the two count once towards a quorum, whoever of them is first', async () => {
      const office = await withQuorum(2);
      const { desk, program } = office;
      await desk.say('ines', `delegate @oliver until ${ahead(10)}`);
      const first = await waiting(office);
      expect(await approve(office, 'oliver', { place: 'ig', id: first })).toContain('is recorded');
      expect(await approve(office, 'ines', { place: 'ig', id: first })).toContain('together you count once');
      expect((await program.read(first)).status).toMatchObject({ kind: 'in-review', stage: 0 });
      expect(await approve(office, 'gareth', { place: 'ig', id: first })).toContain('is recorded');
      expect((await program.read(first)).status).toMatchObject({ kind: 'in-review', stage: 1 });
      const second = await waiting(office);
      expect(await approve(office, 'ines', { place: 'ig', id: second })).toContain('is recorded');
      expect(await desk.offersDecision('gareth', { place: 'ig', id: second })).toBe(true);
      expect(await approve(office, 'oliver', { place: 'ig', id: second })).toContain('together you count once');
      expect((await program.read(second)).decisions).toHaveLength(1);
      expect(await refusalsOf(program)).toContainEqual(['oliver', 'approve', 'one-voice']);
    });

    test('I5: neither decides at another stage what the other decided by the role', async () => {
      const office = await open();
      const { desk, program } = office;
      await desk.say('ada', 'grant @ines ResearchIT');
      await desk.say('ines', `delegate @oliver InformationGovernance until ${ahead(10)}`);
      const id = await waiting(office);
      expect(await approve(office, 'oliver', { place: 'ig', id })).toContain('is recorded');
      expect(await approve(office, 'ines', { place: 'it', id })).toContain('together you count once');
      expect(await approve(office, 'oliver', { place: 'it', id })).toContain('Only people who hold the role');
      expect(await approve(office, 'tomasz', { place: 'it', id })).toContain('is recorded');
      expect((await program.read(id)).decisions.map(({ stage }) => stage)).toEqual([0, 1]);
    });

    test('I5: whoever stands in for the requester does not decide', async () => {
      const office = await open();
      const { desk, program } = office;
      await desk.say('ada', 'grant @rosa InformationGovernance');
      await desk.say('rosa', `delegate @oliver until ${ahead(10)}`);
      const id = await waiting(office);
      expect(await approve(office, 'oliver', { place: 'ig', id })).toContain('who asked for this egress');
      expect((await program.read(id)).decisions).toEqual([]);
      expect(await refusalsOf(program)).toContainEqual(['oliver', 'approve', 'deputy-of-requester']);
    });

    test('I4: it confers nothing once it is over, taken back, or the delegator no longer holds the role', async () => {
      const office = await open();
      const { desk, program } = office;
      const id = await waiting(office);
      const mayDecide = async (): Promise<boolean> =>
        desk.offersDecision('oliver', { place: 'ig', id }).then(async (offered) => {
          const { told } = await desk.begin('oliver', { place: 'ig', id, verdict: 'approve' });
          return offered && !told.includes('Only people who hold the role');
        });
      const pass = () => desk.say('ines', `delegate @oliver InformationGovernance until ${ahead(2)}`);
      await pass();
      expect(await mayDecide()).toBe(true);
      expect(await desk.say('ines', 'undelegate oliver@example.ac.uk')).toContain('no longer decides in your place');
      expect(await mayDecide()).toBe(false);
      expect(await desk.say('ines', 'undelegate oliver@example.ac.uk')).toContain('You have passed no such role');
      await pass();
      expect(await desk.say('ada', 'revoke-grant oliver@example.ac.uk InformationGovernance')).toContain('Role taken back');
      expect(await mayDecide()).toBe(false);
      await pass();
      expect(await desk.say('ada', 'revoke-grant ines@example.ac.uk InformationGovernance')).toContain('Role taken back');
      expect(await mayDecide()).toBe(false);
      program.wait(1);
      await desk.say('ada', 'grant @ines InformationGovernance');
      expect(await mayDecide()).toBe(false);
      await pass();
      expect(await mayDecide()).toBe(true);
      program.wait(3 * day);
      expect(await mayDecide()).toBe(false);
    });

    test('nobody passes on what is not theirs to give, nor to whom cannot be trusted; it is told privately and is on record', async () => {
      const office = await open();
      const { desk, program } = office;
      await desk.say('ines', `delegate @oliver until ${ahead(10)}`);
      const until = `until ${ahead(10)}`;
      expect(await desk.say('oliver', `delegate @gareth ${until}`)).toContain('itself passed to you');
      expect(await desk.say('ada', `delegate @oliver admin ${until}`)).toContain('cannot be passed on');
      expect(await desk.say('mei', `delegate @oliver EgressManager ${until}`)).toContain('only an admin gives that role');
      expect(await desk.say('mei', `delegate @oliver ${until}`)).toContain('You hold no such role');
      expect(await desk.say('ines', `delegate @ines ${until}`)).toContain('passed to somebody else');
      expect(await desk.say('ines', `delegate @gita ${until}`)).toContain('cannot hold a role');
      expect(await desk.say('ines', 'delegate @gareth until 2020-01-01')).toContain('not a day in the future');
      expect(await desk.say('ines', 'delegate @gareth')).toContain('Write it as');
      const grants = await program.installation.adapters.grants.list({ partition: 'grants' });
      expect(grants.filter(({ delegatedBy }) => delegatedBy !== undefined)).toHaveLength(1);
      const refused = await refusalsOf(program);
      for (const who of ['oliver', 'ada', 'mei', 'ines']) expect(refused).toContainEqual([who, '/egress delegate', 'not-delegable']);
      expect(refused).toContainEqual(['ines', '/egress delegate', 'untrusted-grantee']);
    });
  });
};
