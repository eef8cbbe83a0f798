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

test('what is passed on holds though the colleague cannot be written to, and whoever passed it on is told to tell them', async () => {
  const program = await aProgram();
  const desk = slackDesk(program);
  cutOffMail(program);
  cutOffChat(program);
  const said = await desk.say('ines', 'delegate @oliver until 2098-01-01');
  expect(said).toContain('oliver@example.ac.uk may decide in your place');
  expect(said).toContain('could not be told: please tell them yourself');
  expect(await desk.say('oliver', 'whoami')).toContain('passed on by ines@example.ac.uk');
});
