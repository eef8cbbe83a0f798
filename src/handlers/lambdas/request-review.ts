/** The workflow's task `request-review`. */
import { taskHandler } from '../aws/tasks.ts';

export const handler = taskHandler('request-review');
