/** What people do about a request besides deciding on it promises the same on every platform. */
import { describe, expect, test } from 'vitest';
import type { RequestId } from '../../src/workflow/request.ts';
import { grantRole } from '../../src/workflow/roster.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { Program } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import { aStanding, email } from '../workflow/builders.ts';
import type { Office, Who } from './approvals.ts';
import { identityOf, refusalsOf } from './offices.ts';

const why = 'The cohort was drawn wrongly.';

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const casesContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
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
  const released = async () => {
    const office = await waiting();
    await approve(office, 'ines', { place: 'ig', id: office.id });
    await approve(office, 'tomasz', { place: 'it', id: office.id });
    expect((await office.program.read(office.id)).status.kind).toBe('released');
    return office;
  };
  /** Its object list is not there yet. */
  const failed = async () => {
    const office = await waiting({ changes: { egress_store_object_list_location: 'arn:aws:s3:::notifications/later.json' } });
    expect((await office.program.read(office.id)).status.kind).toBe('failed');
    return office;
  };

  describe(`${name}: withdrawing`, () => {
    test('the requester takes a request back: no card offers a decision, what was staged is gone, the store can be submitted again', async () => {
      const { desk, program, id } = await waiting();
      expect(await desk.say('rosa', `withdraw ${id} ${why}`)).toContain('withdrawn');
      await program.settle();
      const request = await program.read(id);
      expect(request.status).toEqual({ kind: 'withdrawn', reason: why });
      expect(desk.card('ig', id)).toContain('withdrawn');
      expect(await desk.offersDecision('ines', { place: 'ig', id })).toBe(false);
      expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
      expect(findRecordFault(request)).toBeUndefined();
    });

    test('a reviewer cannot, is told so privately, and the attempt is on record', async () => {
      const { desk, program, id } = await waiting();
      const before = desk.posts('ig');
      expect(await desk.say('ines', `withdraw ${id} ${why}`)).toContain('Only the person who asked for this egress');
      expect((await program.read(id)).status.kind).toBe('in-review');
      expect(desk.posts('ig')).toBe(before);
      expect(await refusalsOf({ program })).toContainEqual(['ines', '/egress withdraw', 'not-requester']);
    });

    test('an admin can; after the release nobody can', async () => {
      const { desk, program, id } = await released();
      expect(await desk.say('ada', `withdraw ${id} ${why}`)).toContain('cannot be done now');
      const other = await program.submit();
      await program.settle();
      expect(await desk.say('ada', `withdraw ${other}`)).toContain('is withdrawn');
    });
  });

  describe(`${name}: revoking`, () => {
    test('the egress manager takes a release back: its zip is deleted, links are refused, and all who had one are told', async () => {
      const { desk, program, id } = await released();
      const { release } = await program.read(id);
      if (!release) throw new Error('nothing was released');
      expect(await program.installation.lake.size(release.location)).toBe(release.size);
      expect(await desk.say('mei', `revoke ${id}`)).toContain('at least 10 characters');
      const told = await desk.say('mei', `revoke ${id} ${why}`);
      expect(told).toContain('is revoked');
      // The link came with the release message.
      expect(told).toContain('You had a link yourself');
      await program.settle();
      const request = await program.read(id);
      expect(request.events.slice(-2).map(({ fact }) => fact.kind)).toEqual(['revoked', 'zip-removed']);
      expect(await program.installation.lake.size(release.location)).toBeUndefined();
      expect(desk.told('mei')).not.toContain('Its links no longer work');
      expect(desk.told('rosa')).toContain('was taken back');
      expect(await desk.say('mei', `link ${id}`)).toContain('revoked');
      expect(findRecordFault(request)).toBeUndefined();
    });

    test('a reviewer cannot, and the attempt is on record', async () => {
      const { desk, program, id } = await released();
      const told = await desk.say('ines', `revoke ${id} ${why}`);
      expect(told).toContain('and admins, can do this. Nothing was changed');
      expect(told).toMatch(/Who can: .*mei@example.ac.uk.*ada@example.ac.uk/);
      expect((await program.read(id)).status.kind).toBe('released');
      expect(await refusalsOf({ program })).toContainEqual(['ines', '/egress revoke', 'wrong-role']);
    });
  });

  describe(`${name}: links`, () => {
    test('I10: who had the last link and did not get it is told when to ask again, and is then given the same one', async () => {
      const { desk, program, id } = await released();
      for (const number of [2, 3]) expect(await desk.say('mei', `link ${id}`)).toContain(`Link ${number} of 3`);
      const atOnce = await desk.say('mei', `link ${id}`);
      expect(atOnce).toContain('there is none left');
      expect(atOnce).toContain('you get the same one');
      expect(await refusalsOf({ program })).toContainEqual(['mei', '/egress link', 'links-used']);
      program.wait(61);
      const again = await desk.say('mei', `link ${id}`);
      expect(again).toContain('Link 3 of 3');
      expect(again).toContain('You were given it before');
      await program.settle();
      expect((await program.read(id)).links).toHaveLength(3);
      expect(await desk.say('ines', `history ${id}`)).toMatch(/Link given again\W*3 of 3/);
    });
  });

  describe(`${name}: private messages stay true`, () => {
    test('I14: the message of a failure loses its button once somebody has it tried again, or gives it up', async () => {
      const { desk, program, id } = await failed();
      await desk.say('ada', `retry ${id}`);
      await program.settle();
      expect(desk.told('ada')).toContain('Tried again by Ada');
      expect(desk.told('ada').split('Try again').length - 1).toBe(1);
      await desk.say('ada', `abort ${id} ${why}`);
      await program.settle();
      expect(desk.told('ada')).toContain('Given up by Ada');
      expect(desk.told('ada')).not.toContain('Try again');
    });

    test('I14: the release message offers no link once all are used up, and says so when the release is revoked', async () => {
      const { desk, program, id } = await waiting();
      const command = { person: email('tomasz'), role: 'EgressManager', project: '*' } as const;
      const { roster } = program.installation;
      const ada = { ...aStanding('ada', [], { admin: true }), asOf: roster.clock() };
      expect((await grantRole(roster, ada, command)).ok).toBe(true);
      await approve({ desk, program }, 'ines', { place: 'ig', id });
      await approve({ desk, program }, 'tomasz', { place: 'it', id });
      expect(desk.told('mei')).toContain('Get link');
      for (const number of [1, 2]) expect(await desk.say('mei', `link ${id}`)).toContain(`Link ${number} of 3`);
      await program.settle();
      expect(desk.told('mei')).toContain('Get link');
      expect(await desk.say('mei', `link ${id}`)).toContain('Link 3 of 3');
      await program.settle();
      for (const who of ['mei', 'tomasz'] as const) expect(desk.told(who)).not.toContain('Get link');
      expect(desk.told('mei')).toContain('All 3 links have been issued');
      await desk.say('ada', `revoke ${id} ${why}`);
      await program.settle();
      expect(desk.told('tomasz')).toContain('No further links are issued');
      expect(desk.told('tomasz')).not.toContain('have been issued');
    });

    test('I14: a release message that carries a link keeps it while it works, and loses it when the release is revoked', async () => {
      const { desk, program, id } = await released();
      for (const number of [2, 3]) expect(await desk.say('mei', `link ${id}`)).toContain(`Link ${number} of 3`);
      await program.settle();
      expect((await program.read(id)).status.kind).toBe('closed');
      expect(desk.told('mei')).toContain('Link 1 of 3');
      expect(await desk.say('ada', `revoke ${id} ${why}`)).toMatch(/Links went to: ?(Mei Chen|mei@)/);
      await program.settle();
      expect(desk.told('mei')).toContain('Its links no longer work');
      expect(desk.told('mei')).not.toContain('Link 1 of 3');
    });

    test('I14: a message of which nobody noted where it hangs, as earlier versions did, is left alone', async () => {
      const { desk, program, id } = await failed();
      const { deliveries } = program.installation.adapters;
      for (const { place: _, shown: __, ...old } of await deliveries.list({ partition: id }))
        expect(await deliveries.write({ ...old, version: old.version + 1 })).toBe('written');
      await desk.say('ada', `abort ${id} ${why}`);
      await program.settle();
      expect((await program.read(id)).status.kind).toBe('withdrawn');
      expect(desk.told('ada')).toContain('Try again');
    });
  });

  describe(`${name}: reminding`, () => {
    test('those who can decide are written to, the thread says who asked, and for an hour nobody asks again', async () => {
      const { desk, program, id } = await waiting();
      expect(await desk.say('ines', `remind ${id}`)).toContain('are reminded');
      await program.settle();
      expect(desk.told('gareth')).toContain('still waits for Information Governance');
      for (const who of ['ines', 'rosa', 'tomasz'] as const) expect(desk.told(who)).not.toContain('still waits');
      expect(desk.thread('ig', id)).toContain('Inés Okafor reminded those who can decide');
      expect(await desk.say('rosa', `remind ${id}`)).toContain('give them an hour');
      program.wait(3700);
      expect(await desk.say('rosa', `remind ${id}`)).toContain('are reminded');
    });

    test('whoever may not read the request cannot, and learns nothing of it', async () => {
      const { desk, id } = await waiting();
      expect(await desk.say('oliver', `remind ${id}`)).toContain('There is no request');
    });
  });

  describe(`${name}: what has failed`, () => {
    test('an admin has it tried again once the cause is mended, and it goes on where it stopped', async () => {
      const { desk, program, id } = await failed();
      expect(desk.told('ada')).toContain('Try again');
      expect((await program.read(id)).status).toMatchObject({ failure: { step: 'stage', name: 'ObjectMissingError' } });
      expect(desk.told('ada')).toContain('Unless what is missing comes back');
      const again = await program.submit({ id: '99999999-9999-4999-8999-999999999999' });
      const list = await program.installation.egressStore.readObjectList({ bucket: 'notifications', key: `${again}.json` });
      await program.installation.egressStore.putObject({ bucket: 'notifications', key: 'later.json' }, new TextEncoder().encode(list));
      expect(await desk.say('ada', `retry ${id}`)).toContain('is tried again');
      await program.settle();
      const request = await program.read(id);
      expect(request.status).toMatchObject({ kind: 'in-review', stage: 0 });
      expect(findRecordFault(request)).toBeUndefined();
      await approve({ desk, program }, 'ines', { place: 'ig', id });
      await approve({ desk, program }, 'tomasz', { place: 'it', id });
      expect((await program.read(id)).status.kind).toBe('released');
      expect(await desk.say('ada', `retry ${id}`)).toContain('cannot be done now');
    });

    test('the button on what the admins are told does the same', async () => {
      const { desk, program, id } = await failed();
      expect(await desk.pressPrivately('ada', 'retry')).toContain('is tried again');
      await program.settle();
      const { events } = await program.read(id);
      expect(events.map(({ fact }) => fact.kind).slice(-2)).toEqual(['retried', 'failed']);
    });

    test('what fails again is told again', async () => {
      const { desk, program, id } = await failed();
      await desk.say('ada', `retry ${id}`);
      await program.settle();
      const request = await program.read(id);
      expect(request.status.kind).toBe('failed');
      expect(request.events.filter(({ fact }) => fact.kind === 'failed')).toHaveLength(2);
      for (const told of [': copying failed, and was tried again', ': copying failed']) expect(desk.told('ada')).toContain(told);
      // The first message no longer offers what is done.
      expect(desk.told('ada').split('Try again').length - 1).toBe(1);
    });

    test('an admin gives it up: its store can be submitted again, and its requester is told', async () => {
      const { desk, program, id } = await failed();
      expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PROCESSING');
      expect(await desk.say('ada', `abort ${id} ${why}`)).toContain('is given up');
      await program.settle();
      expect((await program.read(id)).status).toEqual({ kind: 'withdrawn', reason: why });
      expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
      expect(desk.told('rosa')).toContain('Your egress request was given up after a technical failure.');
      expect(desk.told('rosa')).toContain(`Egress request ${id.slice(0, 8)}: given up`);
      expect(desk.told('rosa')).not.toMatch(/withdrawn/i);
      const again = await desk.say('ada', `retry ${id}`);
      expect(again).toContain('given up');
      expect(again).not.toMatch(/withdrawn/i);
    });

    test('an admin gives it up with the button of what they were told, which then says who did and offers nothing', async () => {
      const { desk, program, id } = await failed();
      expect(await desk.giveReason('ada', { action: 'abort', reason: why })).toContain('its requester is told');
      await program.settle();
      const request = await program.read(id);
      expect(request.status).toEqual({ kind: 'withdrawn', reason: why });
      expect(findRecordFault(request)).toBeUndefined();
      const told = desk.told('ada');
      expect(told).toMatch(/copying failed, and the request was given up.*Given up by /);
      for (const over of ['Try again', 'Give up…', 'Status']) expect(told).not.toContain(over);
      await expect(desk.giveReason('ada', { action: 'abort', reason: why })).rejects.toThrow('no button');
    });

    test('once it is tried again, the first message says so in its heading, and nothing of where it stands that could change', async () => {
      const { desk, program, id } = await failed();
      await desk.say('ada', `retry ${id}`);
      await program.settle();
      expect(desk.told('ada')).toMatch(/copying failed, and was tried again.*Tried again by /);
      expect(desk.told('ada')).not.toContain('Status');
    });

    test('Home names the cause, and gives up from there', async () => {
      const { desk, program, id } = await failed();
      const home = await desk.say('ada', 'home');
      expect(home).toMatch(
        new RegExp(`Failed ?${id.slice(0, 8)} proj-1 \\(copying\\), since .*a file, or the version of it that was listed, is missing`),
      );
      const opened = await desk.fill('ada', 'home', 'abort');
      if (desk.platform === 'Slack')
        expect(opened.told).toMatch(/Contents.*Requester.*Project: ?proj-1.*What failed: ?Copying: a file, or the version of it/);
      expect(await opened.submit({ reason: why })).toContain('its requester is told');
      expect((await program.read(id)).status).toEqual({ kind: 'withdrawn', reason: why });
    });

    test('nobody else can do either, and the attempts are on record', async () => {
      const { desk, program, id } = await failed();
      for (const words of [`retry ${id}`, `abort ${id} ${why}`]) expect(await desk.say('ines', words)).toContain('Only admins can do this');
      expect((await program.read(id)).status.kind).toBe('failed');
      const pressed = await program.installation.conversation.press(
        { identity: identityOf({ desk }, 'ines') },
        { do: 'retry', request: id },
      );
      expect(inEnglish(pressed)).toContain('Only admins can do this');
      expect((await program.read(id)).status.kind).toBe('failed');
      const submitted = await program.installation.conversation.submit(
        { identity: identityOf({ desk }, 'ines') },
        { answer: { do: 'abort', request: id, reason: why } },
      );
      expect(inEnglish(submitted)).toContain('Only admins can do this');
      expect((await program.read(id)).status.kind).toBe('failed');
      const refused = await refusalsOf({ program });
      for (const attempted of ['/egress retry', '/egress abort', 'retry', 'abort'])
        expect(refused).toContainEqual(['ines', attempted, 'not-admin']);
    });
  });
};
