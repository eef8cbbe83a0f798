/** What admins are told privately is told in a channel, too, where one is mapped for it; the same on every platform. */
import { describe, expect, test } from 'vitest';
import { T } from '../a-teams-tenant.ts';
import { aPolicyText, C } from '../an-installation.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { wordsOf } from '../people.ts';
import type { Office } from './approvals.ts';
import { refusalsOf } from './offices.ts';

const day = 86_400;

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const adminChannelsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const channel = ({ platform }: Office['desk']): string => (platform === 'Slack' ? '#egress-desk' : '19:desk@thread.tacv2');
  const mapped = async (options: { readonly policy?: string } = {}) => {
    const office = await open(options);
    const { desk, program } = office;
    const answer = await desk.say('ada', `map ${channel(desk)} admins`);
    const posts = () => (desk.platform === 'Slack' ? program.slack.messages(C.desk) : program.teams.messages(T.desk));
    const before = posts().length;
    const said = () => posts().slice(before);
    const words = () => (desk.platform === 'Slack' ? wordsOf(said()) : wordsOn(said()).join(' '));
    return { ...office, answer, said, words };
  };
  /** Its object list is not there. */
  const failing = { changes: { egress_store_object_list_location: 'arn:aws:s3:::notifications/results-of-rosa.json' } };

  describe(`${name}: a channel for admins`, () => {
    test('is told of a failure once, beside every admin, and offers no button that could come to lie', async () => {
      const { desk, program, answer, said, words } = await mapped();
      expect(answer).toContain('is told what admins are told privately');
      const id = await program.submit(failing);
      await program.settle();
      expect(words()).toContain(': copying failed');
      expect(words()).toContain('Admins act on this in what they were sent privately');
      expect(desk.told('ada')).toContain('Try again');
      expect(JSON.stringify(said())).not.toMatch(/"do\\*":|egress:retry|Try again/);
      await program.installation.followUp(id);
      expect(said()).toHaveLength(1);
    });

    test('is told of a notification that could not be taken, and of the figures of a month with their picture', async () => {
      const { program, said, words } = await mapped();
      await expect(program.installation.take('no notification')).rejects.toThrow();
      await program.settle();
      expect(words()).toMatch(/notification/i);
      const told = said().length;
      await program.submit();
      await program.settle();
      // At the latest, New Year and the days after it lie between a month's end and the next month's first working day.
      for (let days = 0; days < 38 && !words().includes('in figures'); days += 1) {
        program.wait(day);
        await program.installation.lookAtTheTime();
        await program.settle();
      }
      expect(words()).toContain('in figures');
      expect(JSON.stringify(said().slice(told))).toContain('data:image/png;base64,');
    });

    test('I10: nothing that it is told is a link', async () => {
      const { program, said } = await mapped();
      await program.submit(failing);
      await program.submit();
      await program.settle();
      expect(said().length).toBeGreaterThan(0);
      expect(JSON.stringify(said())).not.toMatch(/https?:|\/download\//);
    });

    test('I11: where cards hide file names, it reads what kind of error it was, and no name', async () => {
      const policy = await aPolicyText((file) => Object.assign(Object(file['defaults']), { showFileNames: false }));
      const { desk, program, words } = await mapped({ policy });
      await program.submit(failing);
      await program.settle();
      expect(words()).toContain('ObjectMissingError');
      expect(words()).not.toContain('results-of-rosa');
      expect(desk.told('ada')).toContain('results-of-rosa');
    });

    test('only an admin maps it, for all projects; nobody can be granted it, and unmapping ends it', async () => {
      const { desk, program } = await open();
      expect(await desk.say('ines', `map ${channel(desk)} admins`)).toContain('Only admins can do this');
      expect(await refusalsOf({ program })).toContainEqual(['ines', '/egress map', 'not-admin']);
      expect(await desk.say('ada', `map ${channel(desk)} admins proj-1`)).toContain('leave the project out');
      expect(await desk.say('ada', 'grant @oliver admins')).toContain('There is no role');
      expect(await desk.say('ada', `map ${channel(desk)} Admins`)).toContain('is mapped');
      expect(await desk.say('ada', 'mappings')).toContain('admins');
      expect(await desk.say('ada', `unmap ${channel(desk)} admins`)).toContain('1 mapping removed');
      const before = desk.posts('desk');
      await program.submit(failing);
      await program.settle();
      expect(desk.posts('desk')).toBe(before);
    });
  });
};
