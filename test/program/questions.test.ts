import { aProgram } from '../an-installation.ts';
import { questionsContract } from '../contract/questions.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

questionsContract('Slack', async (options = {}) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
questionsContract('Teams', async (options = {}) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
