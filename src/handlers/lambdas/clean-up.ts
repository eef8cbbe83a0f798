/** The workflow's task `clean-up`. */
import { taskHandler } from '../aws/tasks.ts';

export const handler = taskHandler('clean-up');
