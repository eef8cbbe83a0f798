import { aProgram } from '../an-installation.ts';
import { approvalsContract } from '../contract/approvals.ts';
import { slackDesk } from '../slack-desk.ts';

approvalsContract('Slack', async (options = {}) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
