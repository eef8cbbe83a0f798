/** A late review is told in a channel, too, where one is mapped for it; the same on every platform. */
import { describe, expect, test } from 'vitest';
import type { Program } from '../an-installation.ts';
import { aPolicyText } from '../an-installation.ts';
import type { Office } from './approvals.ts';

const hour = 3600;

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const escalationsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  /** Escalation after 32 hours, deadline after 40. */
  const late = async (line: string) => {
    const office = await open({ policy: await aPolicyText((policy) => delete Object(policy['organisation'])['workingHours']) });
    const { desk, program } = office;
    const answer = await desk.say('ada', line);
    const id = await program.submit();
    await program.settle();
    const before = desk.posts('desk');
    const after = async (seconds: number): Promise<void> => {
      program.wait(seconds);
      await program.installation.lookAtTheTime();
      await program.settle();
    };
    await after(33 * hour);
    return { ...office, id, answer, after, told: () => desk.posts('desk') - before };
  };
  const channel = ({ platform }: Office['desk']): string => (platform === 'Slack' ? '#egress-desk' : '19:desk@thread.tacv2');
  const mappedTo = async (what: string) => {
    const { desk } = await open();
    return late(`map ${channel(desk)} ${what}`);
  };
  const kindsOf = async ({ installation }: Program, id: Awaited<ReturnType<Program['submit']>>): Promise<readonly string[]> =>
    (await installation.adapters.requests.read(id))?.events.map(({ fact }) => fact.kind) ?? [];

  describe(`${name}: escalating to a channel`, () => {
    test('the channel is told once, and so is the other role', async () => {
      const { desk, program, id, answer, after, told } = await mappedTo('Escalations');
      expect(answer).toContain('is told when a review of all projects is late');
      expect(await kindsOf(program, id)).toContain('escalated');
      expect(told()).toBe(1);
      expect(desk.card('desk', id)).toContain('Nobody of Information Governance has decided');
      expect(desk.told('tomasz')).toContain('Nobody of Information Governance has decided');
      expect(desk.card('ig', id)).toContain('Research IT was told');
      expect(await desk.say('ada', `history ${id}`)).toMatch(/Escalated ?for Information Governance, to Research IT/);
      await after(hour);
      await program.installation.followUp(id);
      expect(told()).toBe(1);
    });

    test('a channel of another project, or without the mapping, hears nothing of it', async () => {
      const { program, id, told } = await mappedTo('escalations proj-2');
      expect(await kindsOf(program, id)).toContain('escalated');
      expect(told()).toBe(0);
    });

    test('only an admin maps it, nobody can be granted it, and unmapping ends it', async () => {
      const { desk, program } = await open();
      expect(await desk.say('ines', `map ${channel(desk)} escalations`)).toContain('Only admins can do this');
      expect(await desk.say('ada', 'grant @oliver escalations')).toContain('There is no role');
      expect(await desk.say('ada', `map ${channel(desk)} escalations`)).toContain('is mapped');
      expect(await desk.say('ada', 'mappings')).toContain('escalations');
      expect(await desk.say('ada', `unmap ${channel(desk)} escalations`)).toContain('1 mapping removed');
      const mappings = await program.installation.adapters.mappings.list({ partition: 'mappings' });
      expect(mappings.filter(({ role }) => role === 'escalations').map(({ state }) => state)).toEqual(['removed']);
    });
  });
};
