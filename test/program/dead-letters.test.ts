import { aProgram } from '../an-installation.ts';
import { deadLettersContract } from '../contract/dead-letters.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

deadLettersContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
deadLettersContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
