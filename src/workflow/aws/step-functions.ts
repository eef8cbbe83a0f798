/** The workflow on AWS Step Functions (standard workflows). */
import { randomUUID } from 'node:crypto';
import type { SFNClient } from '@aws-sdk/client-sfn';
import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNServiceException,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { WorkflowEngine } from '../ports.ts';

/** What is left of an error once nothing that the caller sent is in it: Step Functions quotes refused tokens in its messages (I6). */
const withoutToken = (error: unknown): Error => {
  const name = error instanceof Error ? error.name : 'unknown error';
  const requestId = error instanceof SFNServiceException ? error.$metadata.requestId : undefined;
  return new Error(`SendTaskSuccess failed with ${name}${requestId === undefined ? '' : ` (AWS request ${requestId})`}`);
};

/** The engine that runs one state machine. A name stays taken for 90 days after its execution ended. */
export const stepFunctionsEngine = (client: SFNClient, stateMachineArn: string): WorkflowEngine => ({
  start: async (id) => {
    try {
      // Step Functions takes a repeated name for the same execution while it runs and its input is equal: `start` makes each input differ.
      const input = JSON.stringify({ id, start: randomUUID() });
      await client.send(new StartExecutionCommand({ stateMachineArn, name: id, input }));
      return 'started';
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return 'exists';
      throw error;
    }
  },
  succeed: async (token, output) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
      return 'resumed';
    } catch (error) {
      // Timed out, or completed by somebody before us: Step Functions does not say which.
      if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist) return 'closed';
      throw withoutToken(error);
    }
  },
});
