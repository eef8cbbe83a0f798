/** What Home promises to each role, whatever the platform. */
import { describe, expect, test } from 'vitest';
import type { RequestId } from '../../src/workflow/request.ts';
import { shortId } from '../../src/workflow/request.ts';
import type { Program } from '../an-installation.ts';
import type { Office, Who } from './approvals.ts';

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const homeContract = (name: string, open: () => Promise<Office>): void => {
  const waiting = async (submitted: Parameters<Program['submit']>[0] = {}) => {
    const office = await open();
    const id = await office.program.submit(submitted);
    await office.program.settle();
    return { ...office, id };
  };
  const approve = async ({ desk, program }: Office, who: Who, at: { readonly place: 'ig' | 'it'; readonly id: RequestId }) => {
    await (await desk.begin(who, { ...at, verdict: 'approve' })).submit();
    await program.settle();
  };
  const refusalsOf = async ({ installation }: Program): Promise<readonly (readonly string[])[]> => {
    const today = new Date().toISOString().slice(0, 10);
    return (await installation.adapters.refusals.list({ partition: today })).map(({ attempted, refusal }) => [attempted, refusal]);
  };

  describe(`${name}: Home`, () => {
    test('a reviewer finds what waits for them, and no longer once they have decided; nothing of it is said in the channel', async () => {
      const office = await waiting();
      const { desk, id } = office;
      const before = desk.posts('ig');
      const home = await desk.say('ines', 'home');
      expect(home).toMatch(new RegExp(`Waiting for your decision.*Waiting ?${shortId(id)} ?proj-1: ?3 files`));
      expect(home).toContain('Information Governance, stage 1 of 2');
      for (const others of ['Stuck', 'Channels', 'Releases', 'Your requests']) expect(home).not.toContain(others);
      expect(await desk.say('tomasz', 'home')).toContain('Nothing waits for you');
      await approve(office, 'ines', { place: 'ig', id });
      expect(await desk.say('ines', 'home')).toContain('Nothing waits for you');
      expect(await desk.say('tomasz', 'home')).toContain(shortId(id));
      expect(desk.posts('ig')).toBe(before);
    });

    test('a reviewer finds what they decided last, and what became of it; nobody else does', async () => {
      const office = await waiting();
      const { desk, program, id } = office;
      await approve(office, 'ines', { place: 'ig', id });
      const first = await desk.say('ines', 'home');
      expect(first).toMatch(
        new RegExp(`Your recent decisions.*Approved ?${shortId(id)} ?proj-1, Information Governance, .*is now ?in review`),
      );
      const rejection = { category: 'small-counts', reason: 'Table 2 has counts below ten.' };
      await (await desk.begin('tomasz', { place: 'it', id, verdict: 'reject' })).submit(rejection);
      await program.settle();
      expect(await desk.say('ines', 'home')).toMatch(new RegExp(`Approved ?${shortId(id)}.*is now ?rejected`));
      expect(await desk.say('tomasz', 'home')).toMatch(new RegExp(`Rejected ?${shortId(id)} ?proj-1, Research IT, (?!.*is now)`));
      for (const who of ['gareth', 'rosa', 'ada'] as const) expect(await desk.say(who, 'home')).not.toContain('Your recent decisions');
      // What becomes of a request is no longer theirs to know.
      await desk.say('ada', 'revoke-grant ines@example.ac.uk InformationGovernance');
      expect(await desk.say('ines', 'home')).not.toContain(shortId(id));
    });

    test('I5: a reviewer who asked for the egress finds it among their own requests, and not among those to decide on', async () => {
      const { desk, id } = await waiting({ changes: { updated_by: 'u-ines', updated_by_email: 'ines@example.ac.uk' } });
      const home = await desk.say('ines', 'home');
      expect(home).toContain('Nothing waits for you');
      expect(home).toMatch(new RegExp(`Your requests.*in review ?${shortId(id)}`));
      expect(await desk.say('gareth', 'home')).toMatch(new RegExp(`Waiting for your decision.*${shortId(id)}`));
    });

    test('a requester finds where their requests stand, and how to get a role', async () => {
      const { desk, id } = await waiting();
      const home = await desk.say('rosa', 'home');
      expect(home).toMatch(new RegExp(`Your requests.*in review ?${shortId(id)} ?proj-1, 3 files.*waits for Information Governance`));
      expect(home).toContain('You hold no role here');
      const stranger = await desk.say('oliver', 'home');
      expect(stranger).toContain('oliver@example.ac.uk');
      expect(stranger).toContain('You hold no role here');
      expect(stranger).not.toContain(shortId(id));
    });

    test('a requester finds why theirs was rejected', async () => {
      const { desk, program, id } = await waiting();
      const rejection = { category: 'small-counts', reason: 'Table 2 has counts below ten.' };
      await (await desk.begin('ines', { place: 'ig', id, verdict: 'reject' })).submit(rejection);
      await program.settle();
      expect(await desk.say('rosa', 'home')).toMatch(/Your requests.*rejected.*Small counts: “Table 2 has counts below ten\.”/);
    });

    test('I10: an egress manager gets a link from there, it is counted, and nobody else is offered one', async () => {
      const office = await waiting();
      const { desk, program, id } = office;
      expect(await desk.say('mei', 'home')).toContain('No release waits to be fetched');
      await approve(office, 'ines', { place: 'ig', id });
      await approve(office, 'tomasz', { place: 'it', id });
      // The first went with the message of the release.
      expect(await desk.say('mei', 'home')).toContain('2 of 3 links left');
      await desk.pressPrivately('mei', 'link');
      await program.settle();
      expect((await program.read(id)).links.map(({ person, cause }) => [person.id, cause])).toEqual([
        ['mei@example.ac.uk', 'release-message'],
        ['mei@example.ac.uk', 'asked'],
      ]);
      expect(await desk.say('mei', 'home')).toContain('1 of 3 links left');
      for (const who of ['ines', 'ada', 'rosa'] as const) expect(await desk.say(who, 'home')).not.toContain('links left');
    });

    test('an admin finds what has failed, and has it tried again from there; what is mapped and granted; nobody else does', async () => {
      const { desk, program, id } = await waiting({
        changes: { egress_store_object_list_location: 'arn:aws:s3:::notifications/later.json' },
      });
      const home = await desk.say('ada', 'home');
      expect(home).toMatch(new RegExp(`Stuck.*Failed ?${shortId(id)} ?proj-1 \\(copying\\), since`));
      expect(home).toMatch(
        /Which channel shows what.*Information Governance.*Who holds what.*ada@example.ac.uk: ?admin ?, by the policy file.*@example\.ac\.uk: ?/,
      );
      const others = await desk.say('ines', 'home');
      for (const admins of [shortId(id), 'Map a channel', 'Grant a role']) expect(others).not.toContain(admins);
      for (const offered of ['Map a channel', 'Grant a role']) expect(home).toContain(offered);
      await desk.pressPrivately('ada', 'retry');
      await program.settle();
      expect((await program.read(id)).events.map(({ fact }) => fact.kind)).toContain('retried');
    });

    test('I17: an admin finds what waits where nobody is left who can decide', async () => {
      const { desk, program, id } = await waiting();
      expect(await desk.say('ada', 'home')).toContain('Nothing is stuck');
      await desk.say('ada', 'revoke-grant gareth@example.ac.uk InformationGovernance');
      expect(await desk.say('ada', 'home')).toContain('Nothing is stuck');
      await desk.say('ada', 'revoke-grant ines@example.ac.uk InformationGovernance');
      // The admins are told of it by themselves, too.
      await program.settle();
      expect(await desk.say('ada', 'home')).toMatch(new RegExp(`Nobody can decide\\. .*${shortId(id)}`));
    });

    test('I3: a guest learns only why they find nothing, and the attempt is on record', async () => {
      const { desk, program, id } = await waiting();
      const home = await desk.say('gita', 'home');
      expect(home).toContain('it is a guest account');
      for (const inside of [shortId(id), 'proj-1', 'Home', 'Your requests']) expect(home).not.toContain(inside);
      expect(await refusalsOf(program)).toContainEqual(['/egress home', 'untrusted-account']);
    });
  });
};
