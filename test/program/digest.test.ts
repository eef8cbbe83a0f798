import { aProgram } from '../an-installation.ts';
import { digestContract } from '../contract/digest.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

digestContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
digestContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
