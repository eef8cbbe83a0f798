/** The figures of a month promise the same on every platform. */
import { describe, expect, test } from 'vitest';
import { privatelyTo } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { U } from '../an-installation.ts';
import type { Office, Who } from './approvals.ts';

const day = 86_400;

const refusalsOf = async ({ installation }: Program): Promise<readonly (readonly string[])[]> => {
  const today = new Date().toISOString().slice(0, 10);
  return (await installation.adapters.refusals.list({ partition: today })).map(({ person = '', attempted, refusal }) => [
    person.replace(/@.*/, ''),
    attempted,
    refusal,
  ]);
};

type Picture = { readonly png: string; readonly alt: string };

/** The pictures that this person was sent privately. */
const picturesFor = ({ desk, program }: Office, who: Who): readonly Picture[] => {
  const sent = desk.platform === 'Slack' ? program.slack.directMessages(U[who]) : privatelyTo(program.teams, who);
  const found: Picture[] = [];
  JSON.stringify(sent, (_, value: unknown) => {
    const { type, url, image_url = url, altText, alt_text: alt = altText } = Object(value);
    if (type === 'Image' || type === 'image')
      found.push({ png: String(image_url).replace('data:image/png;base64,', ''), alt: String(alt) });
    return value;
  });
  return found;
};

/** This month where the policy's clocks hang. */
const thisMonth = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date()).slice(0, 7);

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const digestContract = (name: string, open: () => Promise<Office>): void => {
  const rejectedOne = async (): Promise<Office> => {
    const office = await open();
    const { desk, program } = office;
    const id = await program.submit();
    await program.submit();
    await program.settle();
    await (await desk.begin('ines', { place: 'ig', id, verdict: 'reject' })).submit({
      category: 'small-counts',
      reason: 'Table 2 has counts below ten.',
    });
    await program.settle();
    return office;
  };
  const answered = async ({ desk, program }: Office, words: string): Promise<string> => {
    await desk.say('ada', words);
    await program.settle();
    return desk.told('ada');
  };

  describe(`${name}: the figures of a month`, () => {
    test('an admin asks for a month and is told it in private, every figure in words', async () => {
      const office = await rejectedOne();
      const before = office.desk.posts('admins');
      const told = await answered(office, `digest ${thisMonth()}`);
      expect(told).toMatch(/Received:?\s+2 requests/);
      expect(told).toMatch(/Rejected:?\s+1/);
      expect(told).toMatch(/Small counts\s*: 1/);
      expect(told).toMatch(/Information Governance\s*: 1 decision, within 1 minute/);
      expect(office.desk.posts('admins')).toBe(before);
    });

    test('a picture of it comes with it, to the same person only, with every figure of it in its alternative text', async () => {
      const office = await rejectedOne();
      await answered(office, `digest ${thisMonth()}`);
      const [picture, ...others] = picturesFor(office, 'ada');
      expect(others).toEqual([]);
      expect(picture?.alt).toMatch(/Requests: Received 2, Released 0, Rejected 1, Expired 0, Withdrawn 0, Given up 0, Revoked 0\./);
      expect(picture?.alt).toMatch(/Information Governance 1 minute, Receipt to outcome 1 minute/);
      const png = Buffer.from(picture?.png ?? '', 'base64');
      expect(png.toString('latin1', 1, 4)).toBe('PNG');
      expect(png.length).toBeLessThan(10_000);
      expect(picturesFor(office, 'ines')).toEqual([]);
    });

    test('nobody else is told it, and the attempt is on record', async () => {
      const { desk, program } = await rejectedOne();
      expect(await desk.say('ines', `digest ${thisMonth()}`)).toContain('Only admins can do this');
      await program.settle();
      expect(desk.told('ines')).not.toContain('in figures');
      expect(await refusalsOf(program)).toContainEqual(['ines', '/egress digest', 'not-admin']);
    });

    test('what is no month is answered with how it is written', async () => {
      const { desk } = await open();
      for (const words of ['digest 2026-13', 'digest yesterday', 'digest 2026-11 proj-1'])
        expect(await desk.say('ada', words)).toContain('digest [YYYY-MM]');
      expect(await desk.say('ada', 'digest 2099-01')).toContain('has not begun yet');
    });

    test('once a month is over and work begins again, it comes by itself, once, and a month without anything does not', async () => {
      const { desk, program } = await rejectedOne();
      const look = async (): Promise<number> => {
        await program.installation.lookAtTheTime();
        await program.settle();
        return desk.told('ada').split('in figures').length - 1;
      };
      const before = await look();
      expect(before).toBe(0);
      let first = before;
      // At the latest, New Year and the days after it lie between a month's end and the next month's first working day.
      for (let days = 0; days < 38 && first === before; days += 1) {
        program.wait(day);
        first = await look();
      }
      expect(first).toBeGreaterThan(before);
      expect(desk.told('ada')).toMatch(/Received:?\s+2 requests/);
      expect(await look()).toBe(first);
      expect(desk.told('ines')).not.toContain('in figures');
      // Both requests ended by then or before; two months on, nothing is left to tell.
      program.wait(31 * day);
      await look();
      program.wait(31 * day);
      const quiet = await look();
      program.wait(31 * day);
      expect(await look()).toBe(quiet);
    });
  });
};
