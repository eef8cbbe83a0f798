/** What admins do in dialogs promises the same on every platform: which channel shows what, and who holds which role. */
import { describe, expect, test } from 'vitest';
import { choiceOf } from '../../src/bots/entry-forms.ts';
import { english } from '../../src/bots/languages/english.ts';
import { sayNotice } from '../../src/bots/say.ts';
import { inForce } from '../../src/workflow/delegations.ts';
import type { Instant, PersonId } from '../../src/workflow/request.ts';
import { inEnglish } from '../in-english.ts';
import type { Office, Who } from './approvals.ts';
import { identityOf, refusalsOf } from './offices.ts';

const day = 86_400;
const dateIn = (days: number): string => new Date(Date.now() + days * day * 1000).toISOString().slice(0, 10);

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const rosterContract = (name: string, open: () => Promise<Office>): void => {
  const submitted = async ({ program }: Office, project?: string) => {
    const id = await program.submit(project === undefined ? {} : { project });
    await program.settle();
    return id;
  };
  const mappings = async ({ program }: Office) =>
    (await program.installation.adapters.mappings.list({ partition: 'mappings' })).filter(({ state }) => state === 'active').length;
  const grantsOf = async ({ program }: Office, who: Who) =>
    (await program.installation.adapters.grants.list({ partition: 'grants', prefix: who }))
      .filter(({ state }) => state === 'active')
      .map(({ role, project }) => `${role} ${project}`);

  describe(`${name}: mapping a channel in a dialog`, () => {
    test('it says what waits, posts a test message there, and shows at once what waits and then every next request', async () => {
      const office = await open();
      const { desk, program } = office;
      const waits = await submitted(office);
      const dialog = await desk.fill('ada', 'map');
      expect(dialog.told).toContain('Waiting now: Information Governance 1 (proj-1 1)');
      expect(dialog.told).toContain('What it shows');
      expect(dialog.option('role', 'Late reviews')).toBe('escalations');
      const posts = desk.posts('admins');
      const told = await dialog.submit({ channel: desk.channel('admins'), role: 'InformationGovernance' });
      expect(told).toContain('shows Information Governance requests of all projects');
      expect(told).toContain('1 request waiting now');
      expect(desk.posts('admins')).toBe(posts + 1);
      await program.settle();
      expect(desk.copies('admins', waits)).toBe(1);
      expect(desk.copies('admins', await submitted(office))).toBe(1);
    });

    test('a project of the policy is chosen, any other is typed, and requests of the rest are not shown', async () => {
      const office = await open();
      const { desk } = office;
      const dialog = await desk.fill('ada', 'map');
      await dialog.submit({ channel: desk.channel('admins'), role: 'InformationGovernance', 'other-project': 'proj-2' });
      expect(desk.copies('admins', await submitted(office, 'proj-2'))).toBe(1);
      expect(desk.copies('admins', await submitted(office, 'proj-1'))).toBe(0);
    });

    test('what does not fit is said where it is filled in, and nothing is mapped', async () => {
      const office = await open();
      const { desk } = office;
      const before = await mappings(office);
      const posts = desk.posts('admins');
      const dialog = await desk.fill('ada', 'map');
      const wrong = { channel: desk.channel('admins'), role: 'InformationGovernance', 'other-project': 'proj#2' };
      expect(await dialog.submit(wrong)).toContain('letters, digits');
      expect([await mappings(office), desk.posts('admins')]).toEqual([before, posts]);
      expect(await dialog.submit({ ...wrong, 'other-project': 'proj-2' })).toContain('requests of project proj-2');
    });

    test('I3: a channel that does not exist is refused privately, and the attempt is on record', async () => {
      const office = await open();
      const { desk } = office;
      const before = await mappings(office);
      const dialog = await desk.fill('ada', 'map');
      const answers = { channel: desk.channel('nowhere'), role: 'InformationGovernance', project: '*' };
      expect(await dialog.submit(answers, { forged: true })).toContain('That channel does not exist');
      expect(await mappings(office)).toBe(before);
      expect(await refusalsOf(office)).toContainEqual(['ada', 'map', 'unknown-channel']);
    });

    test('a mapping is taken away in a dialog, and the next request is not shown there', async () => {
      const office = await open();
      const { desk } = office;
      const before = await mappings(office);
      const dialog = await desk.fill('ada', 'unmap');
      const told = await dialog.submit({ which: dialog.option('which', 'Research IT') });
      expect(told).toMatch(/No longer shown .*Research IT/);
      expect(await mappings(office)).toBe(before - 1);
    });
  });

  describe(`${name}: granting a role in a dialog`, () => {
    test('I4: the person decides on the next request, and not after the last day', async () => {
      const office = await open();
      const { desk, program } = office;
      const dialog = await desk.fill('ada', 'grant');
      const answers = { person: desk.person('oliver'), role: 'InformationGovernance', until: dateIn(3) };
      expect(await dialog.submit(answers)).toMatch(new RegExp(`all projects ?, until ${english.quantities.day(dateIn(3))}`));
      const first = await submitted(office);
      const second = await submitted(office);
      const decision = await desk.begin('oliver', { place: 'ig', id: first, verdict: 'approve' });
      expect(await decision.submit()).toContain('is recorded');
      program.wait(5 * day);
      expect(await desk.offersDecision('oliver', { place: 'ig', id: second })).toBe(desk.platform === 'Slack');
      expect((await desk.begin('oliver', { place: 'ig', id: second, verdict: 'approve' })).told).toContain('Only people who hold the role');
    });

    test('a day that is over is said where it is filled in, and nothing is granted', async () => {
      const office = await open();
      const dialog = await office.desk.fill('ada', 'grant');
      const answers = { person: office.desk.person('oliver'), role: 'ResearchIT', until: '2020-02-02' };
      expect(await dialog.submit(answers)).toContain('2020-02-02 is not a day in the future');
      expect(await grantsOf(office, 'oliver')).toEqual([]);
      expect(await dialog.submit({ ...answers, until: dateIn(1) })).toContain('It holds from now on');
    });

    test('I3: a guest is refused privately, and the attempt is on record', async () => {
      const office = await open();
      const { desk } = office;
      const posts = desk.posts('admins');
      const dialog = await desk.fill('ada', 'grant');
      expect(await dialog.submit({ person: desk.person('gita'), role: 'ResearchIT' })).toMatch(
        /it is a guest account|no member .*whom Sallyport has met/,
      );
      expect(await grantsOf(office, 'gita')).toEqual([]);
      expect(desk.posts('admins')).toBe(posts);
      expect((await refusalsOf(office)).at(-1)).toEqual(['ada', 'grant', expect.stringMatching(/untrusted-grantee|unknown-person/)]);
    });

    test('an admin is one for all projects: a project is refused', async () => {
      const office = await open();
      const dialog = await office.desk.fill('ada', 'grant');
      const answers = { person: office.desk.person('oliver'), role: 'admin', 'other-project': 'proj-1' };
      expect(await dialog.submit(answers)).toContain('for all projects');
      expect(await grantsOf(office, 'oliver')).toEqual([]);
    });

    test('I4: a role is taken back in a dialog, and whoever held it is refused from then on', async () => {
      const office = await open();
      const { desk } = office;
      const id = await submitted(office);
      const dialog = await desk.fill('ada', 'revoke-grant');
      expect(await dialog.submit({ which: dialog.option('which', 'ines@example.ac.uk') })).toContain(
        'What needs this role is refused from now on',
      );
      expect(await grantsOf(office, 'ines')).toEqual([]);
      expect((await desk.begin('ines', { place: 'ig', id, verdict: 'approve' })).told).toContain('Only people who hold the role');
    });
  });

  describe(`${name}: a list of choices that was drawn a while ago`, () => {
    test.each([
      { what: 'revoke-grant', option: 'ines@example.ac.uk', change: 'grant @ines InformationGovernance until 2098-01-01' },
      { what: 'unmap', option: 'Information Governance', change: 'map #ig-review InformationGovernance' },
    ])('I4: $what takes nothing away that was changed since, and that is on record', async ({ what, option, change }) => {
      const office = await open();
      const { desk } = office;
      const dialog = await desk.fill('ada', what);
      const which = dialog.option('which', option);
      // In Teams a channel is named by typing there, or picked; in Slack a second dialog would take the place of the first.
      if (what === 'unmap' && desk.platform === 'Teams')
        await (await desk.fill('ada', 'map')).submit({ channel: desk.channel('ig'), role: 'InformationGovernance' });
      else await desk.say('ada', change);
      expect(await dialog.submit({ which })).toContain('was changed or taken away since you were shown it');
      expect(await refusalsOf(office)).toContainEqual(['ada', what, 'changed-entry']);
      expect(await grantsOf(office, 'ines')).toEqual(['InformationGovernance *']);
      expect(await mappings(office)).toBe(3);
    });
  });

  describe(`${name}: who may`, () => {
    test.each(['map', 'unmap', 'mappings', 'grant', 'revoke-grant', 'grants'])(
      'I4: only admins are answered on %s; others are refused privately, on record',
      async (word) => {
        const office = await open();
        const { desk } = office;
        const posts = desk.posts('ig');
        expect(await desk.say('ines', word)).toContain('Only admins can do this');
        expect(desk.posts('ig')).toBe(posts);
        expect(await refusalsOf(office)).toContainEqual(['ines', `/egress ${word}`, 'not-admin']);
      },
    );

    test.each(['map', 'unmap', 'grant', 'revoke-grant'] as const)(
      'I4: a button for %s that was sent by anybody else opens nothing',
      async (what) => {
        const office = await open();
        const pressed = await office.program.installation.conversation.press({ identity: identityOf(office, 'ines') }, { do: what });
        expect(pressed.kind).toBe('notice');
        expect(inEnglish(pressed)).toContain('Only admins can do this');
        expect(await refusalsOf(office)).toContainEqual(['ines', what, 'not-admin']);
      },
    );

    test('I4: whoever is no admin any more when the dialog is sent in changes nothing', async () => {
      const office = await open();
      const { desk } = office;
      const before = await mappings(office);
      await (await desk.fill('ada', 'grant')).submit({ person: desk.person('oliver'), role: 'admin' });
      const map = await desk.fill('oliver', 'map');
      const taken = await desk.fill('ada', 'revoke-grant');
      await taken.submit({ which: taken.option('which', 'oliver@example.ac.uk') });
      expect(await map.submit({ channel: desk.channel('admins'), role: 'ResearchIT' })).toContain('Only admins can do this');
      expect(await mappings(office)).toBe(before);
      expect(await refusalsOf(office)).toContainEqual(['oliver', 'map', 'not-admin']);
    });
  });

  describe(`${name}: lists`, () => {
    test('what is mapped and who holds what are listed, with buttons that open the dialogs', async () => {
      const office = await open();
      const { desk } = office;
      expect(await desk.say('ada', 'mappings')).toContain('3 mappings');
      const map = await desk.fill('ada', 'mappings', 'map');
      await map.submit({ channel: desk.channel('admins'), role: 'ResearchIT' });
      expect(await desk.say('ada', 'mappings')).toContain('4 mappings');
      const back = await desk.fill('ada', 'revoke-grant');
      await back.submit({ which: back.option('which', 'mei@example.ac.uk') });
      expect(await desk.say('ada', 'grants')).not.toContain('mei@example.ac.uk: ');
    });

    test('a person who cannot be mentioned is named by their address, in every command that names one', async () => {
      const { desk } = await open();
      expect(await desk.say('ada', 'grant oliver@example.ac.uk ResearchIT until 2098-12-31')).toContain('Role granted');
      expect(await desk.say('oliver', 'whoami')).toContain('Research IT');
      expect(await desk.say('ines', `delegate Oliver@Example.ac.uk until ${dateIn(10)}`)).toContain('may decide in your place');
      const unknown = /There is no member.*nobody@example.ac.uk/;
      expect(await desk.say('ada', 'grant nobody@example.ac.uk ResearchIT')).toMatch(unknown);
      expect(await desk.say('ines', `delegate nobody@example.ac.uk until ${dateIn(10)}`)).toMatch(unknown);
      expect(await desk.say('ada', 'grant oliver ResearchIT')).toContain('or write their e-mail address');
    });

    test('I17: whoever becomes egress manager is told of a release that waited for one', async () => {
      const { desk, program } = await open();
      expect(await desk.say('ada', 'revoke-grant @mei EgressManager')).toContain('Role taken back');
      const id = await program.submit();
      for (const [who, place] of [
        ['ines', 'ig'],
        ['tomasz', 'it'],
      ] as const) {
        await program.settle();
        await (await desk.begin(who, { place, id, verdict: 'approve' })).submit();
      }
      await program.settle();
      expect(desk.told('ada')).toContain('reaches nobody');
      expect(desk.told('rosa')).toContain('was approved');
      expect(desk.told('oliver')).not.toContain(id.slice(0, 8));
      expect(await desk.say('ada', 'grant @oliver EgressManager')).toContain('Role granted');
      await program.settle();
      expect(desk.told('oliver')).toContain(id.slice(0, 8));
    });

    test('I14: a card that waits loses its buttons with its channel’s mapping, and has them again with the next', async () => {
      const office = await open();
      const { desk, program } = office;
      const id = await submitted(office);
      const offers = async () => {
        await program.settle();
        // In Teams, the card that all see leads to each person's own.
        return desk.platform === 'Teams'
          ? desk.card('ig', id).includes('Show my actions')
          : desk.offersDecision('ines', { place: 'ig', id });
      };
      expect(await offers()).toBe(true);
      const unmap = await desk.fillEntry('ada', 'mappings', 'Unmap #ig');
      expect(await unmap.submit()).toContain('Cards that hang there stay, without buttons');
      expect(await offers()).toBe(false);
      await desk.say('rosa', `remind ${id}`);
      expect(await offers()).toBe(false);
      const map = await desk.fill('ada', 'map');
      expect(await map.submit({ channel: desk.channel('ig'), role: 'InformationGovernance' })).toContain('1 request');
      expect(await offers()).toBe(true);
      expect(desk.copies('ig', id)).toBe(1);
    });

    test('each entry has a button whose dialog is about it alone', async () => {
      const office = await open();
      const { desk } = office;
      const back = await desk.fillEntry('ada', 'grants', 'Take back from gareth@example.ac.uk');
      expect(back.told).toContain('gareth@example.ac.uk: Information Governance');
      expect(back.told).not.toContain('ines@example.ac.uk');
      expect(await back.submit()).toContain('What needs this role is refused from now on');
      const left = await desk.say('ada', 'grants');
      expect(left).not.toContain('gareth@example.ac.uk');
      for (const who of ['ines', 'tomasz', 'mei']) expect(left).toContain(`${who}@example.ac.uk`);
      const unmap = await desk.fillEntry('ada', 'mappings', 'Unmap #ig');
      expect(await unmap.submit()).toContain('No longer shown');
      const mapped = await desk.say('ada', 'mappings');
      expect(mapped).not.toMatch(/#ig(-review)? in/);
      expect(mapped).toContain('2 mappings');
    });

    test('the button of what a colleague passed on takes back that alone, and neither what somebody else did nor what is their own', async () => {
      const office = await open();
      const { desk, program } = office;
      await desk.say('ada', 'grant @mei InformationGovernance');
      for (const who of ['gareth', 'ines'] as const) await desk.say(who, `delegate @mei until ${dateIn(10)}`);
      const keys = async () =>
        inForce(await program.installation.adapters.grants.list({ partition: 'grants' }), new Date().toISOString() as Instant)
          .filter(({ person, role }) => person === 'mei@example.ac.uk' && role === 'InformationGovernance')
          .map(({ key }) => key);
      const [own = '', gareths = '', ines = ''] = await keys();
      const press = (key: string) =>
        program.installation.conversation.submit(
          { identity: identityOf(office, 'ada') },
          { answer: { do: 'take-back-entry', entry: choiceOf(key), version: 1 } },
        );
      expect(JSON.stringify(sayNotice(english, await press(gareths)))).toMatch(
        /mei@example.ac.uk goes on holding the role, by what is left.*passed on by ines@example.ac.uk/,
      );
      expect(await keys()).toEqual([own, ines]);
      expect(await desk.say('ada', 'grant @mei InformationGovernance proj-1')).toContain('Role granted');
      const said = await desk.say('ada', 'revoke-grant @mei InformationGovernance proj-1');
      expect(said).toContain('goes on holding the role');
      expect(said).not.toContain('is refused');
      expect(await desk.say('ada', 'revoke-grant @mei InformationGovernance')).toContain('What needs this role is refused from now on');
      expect(await keys()).toEqual([]);
      await desk.say('ada', 'grant @ada admin');
      expect(await desk.say('ada', 'revoke-grant @ada admin')).toContain('named as admin in the policy file');
    });

    test('I4: a button whose entry was changed since is refused, privately and on record, as are those who are no admins', async () => {
      const office = await open();
      const { desk, program } = office;
      const back = await desk.fillEntry('ada', 'grants', 'Take back from gareth@example.ac.uk');
      const unmap = async () => desk.fillEntry('ada', 'mappings', 'Unmap #ig');
      const [taken] = (await program.installation.adapters.grants.list({ partition: 'grants', prefix: 'gareth' })) ?? [];
      await desk.say('ada', 'grant @gareth InformationGovernance until 2098-01-01');
      if (desk.platform === 'Slack') {
        expect(await back.submit()).toContain('was changed or taken away since you were shown it');
        const first = await unmap();
        await desk.say('ada', 'unmap #ig-review InformationGovernance');
        expect(await first.submit()).toContain('was changed or taken away since you were shown it');
      }
      const entry = choiceOf(taken?.key ?? '');
      const stale = { do: 'take-back-entry', entry, version: taken?.version ?? 0 } as const;
      const submitted = await program.installation.conversation.submit({ identity: identityOf(office, 'ada') }, { answer: stale });
      expect(JSON.stringify(sayNotice(english, submitted))).toContain('was changed or taken away since you were shown it');
      const refusedToo = await program.installation.conversation.submit(
        { identity: identityOf(office, 'ines') },
        { answer: { ...stale, version: stale.version + 1 } },
      );
      expect(JSON.stringify(sayNotice(english, refusedToo))).toContain('Only admins can do this');
      expect(await desk.say('ada', 'grants')).toContain('gareth@example.ac.uk');
      const refused = await refusalsOf(office);
      expect(refused).toContainEqual(['ada', 'take-back-entry', 'changed-entry']);
      expect(refused).toContainEqual(['ines', 'take-back-entry', 'not-admin']);
    });

    test('more entries than have room for a button each are listed, with one button for all of them', async () => {
      const { desk, program } = await open();
      const { grants } = program.installation.adapters;
      for (let n = 0; n < 9; n += 1) {
        const person = `${'p'.repeat(200)}${n}@example.ac.uk` as PersonId;
        const held = { partition: 'grants', key: `${person}#ResearchIT#*`, version: 1, events: [] } as const;
        await grants.write({ ...held, person, role: 'ResearchIT', project: '*', state: 'active' });
        const listed = await desk.say('ada', 'grants');
        expect(listed.includes('Take back…'), String(n)).toBe(n < 4);
        expect(listed).not.toContain('do not fit here');
        if (n < 4) expect(listed).toContain(`${n}@example.ac.uk`);
      }
      expect((await desk.fill('ada', 'grants', 'revoke-grant')).told).toContain('ines@example.ac.uk');
    });
  });
};
