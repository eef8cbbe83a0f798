/** The workflow's task `package`. */
import { taskHandler } from '../aws/tasks.ts';

export const handler = taskHandler('package');
