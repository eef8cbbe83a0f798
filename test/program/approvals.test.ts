import { aProgram } from '../an-installation.ts';
import { approvalsContract } from '../contract/approvals.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

approvalsContract('Slack', async (options = {}) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
approvalsContract('Teams', async (options = {}) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
