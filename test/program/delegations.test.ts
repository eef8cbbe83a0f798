import { aProgram } from '../an-installation.ts';
import { delegationsContract } from '../contract/delegations.ts';
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
