import { expect, test } from 'vitest';
import { aProgram } from '../an-installation.ts';
import { delegationsContract } from '../contract/delegations.ts';
import { cutOffChat, cutOffMail } from '../cut-off.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

delegationsContract('Slack', async (options = {}) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
delegationsContract('Teams', async (options = {}) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});

test('a colleague who cannot be written to in chat just now is told by e-mail what is passed on to them', async () => {
  const program = await aProgram();
  const desk = slackDesk(program);
  cutOffChat(program);
  const said = await desk.say('ines', 'delegate @oliver until 2098-01-01');
  expect(said).toContain('oliver@example.ac.uk may decide in your place');
  expect(said).not.toContain('could not be told');
  expect((await program.installation.mailer.sent()).map(({ to }) => to)).toEqual([['oliver@example.ac.uk'], ['ada@example.ac.uk']]);
});

test('what is passed on holds though the colleague cannot be written to; whoever passed it on is told to tell them, and the log that nobody was told', async () => {
  const logged: unknown[] = [];
  const program = await aProgram({ log: (event, ids) => logged.push({ event, ...ids }) });
  const desk = slackDesk(program);
  cutOffMail(program);
  cutOffChat(program);
  const said = await desk.say('ines', 'delegate @oliver until 2098-01-01');
  expect(said).toContain('oliver@example.ac.uk may decide in your place');
  expect(said).toContain('could not be told: please tell them yourself');
  expect(await desk.say('oliver', 'whoami')).toContain('passed on by ines@example.ac.uk');
  const untold = { event: 'message-untold', errors: 'Error' };
  expect(logged).toEqual(
    expect.arrayContaining([
      { ...untold, to: 'person' },
      { ...untold, to: 'admins' },
    ]),
  );
  expect(JSON.stringify(logged)).not.toMatch(/@|451|oliver/);
});
