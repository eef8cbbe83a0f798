import { aProgram } from '../an-installation.ts';
import { homeContract } from '../contract/home.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

homeContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
homeContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
