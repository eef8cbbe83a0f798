/** The workflow's task `stage`. */
import { taskHandler } from '../aws/tasks.ts';

export const handler = taskHandler('stage');
