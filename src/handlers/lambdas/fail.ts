/** The workflow's task `fail`. */
import { taskHandler } from '../aws/tasks.ts';

export const handler = taskHandler('fail');
