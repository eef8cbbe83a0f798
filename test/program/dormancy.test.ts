import { aProgram } from '../an-installation.ts';
import { dormancyContract } from '../contract/dormancy.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

dormancyContract('Slack', async (options = {}) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
dormancyContract('Teams', async (options = {}) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
