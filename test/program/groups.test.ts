import { aProgram } from '../an-installation.ts';
import { groupsContract } from '../contract/groups.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

groupsContract('Slack', async (options) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
groupsContract('Teams', async (options) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
