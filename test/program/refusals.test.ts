import { aProgram } from '../an-installation.ts';
import { refusalsContract } from '../contract/refusals.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

refusalsContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
refusalsContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
