/** The workflow's task `expire`. */
import { taskHandler } from '../aws/tasks.ts';

export const handler = taskHandler('expire');
