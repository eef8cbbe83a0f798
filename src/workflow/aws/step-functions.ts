/** The workflow on AWS Step Functions (standard workflows). */
import { randomUUID } from 'node:crypto';
import type { SFNClient } from '@aws-sdk/client-sfn';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SendTaskSuccessCommand,
  SFNServiceException,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { executionName } from '../definition.ts';
import type { WorkflowEngine } from '../ports.ts';

/** What is left of an error once nothing that the caller sent is in it: Step Functions quotes refused tokens in its messages (I6). */
const withoutToken = (error: unknown): Error => {
  const name = error instanceof Error ? error.name : 'unknown error';
  const requestId = error instanceof SFNServiceException ? error.$metadata.requestId : undefined;
  return new Error(`SendTaskSuccess failed with ${name}${requestId === undefined ? '' : ` (AWS request ${requestId})`}`);
};

/** What resumes the tasks of any state machine: the token is all that it takes. */
export const stepFunctionsTokens = (client: SFNClient): Pick<WorkflowEngine, 'succeed'> => ({
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

/** The engine that runs one state machine. A name stays taken for 90 days after its execution ended. */
export const stepFunctionsEngine = (client: SFNClient, stateMachineArn: string): WorkflowEngine => ({
  ...stepFunctionsTokens(client),
  start: async (id, run) => {
    try {
      // Step Functions takes a repeated name for the same execution while it runs and its input is equal: `start` makes each input differ.
      const input = JSON.stringify({ id, start: randomUUID() });
      await client.send(new StartExecutionCommand({ stateMachineArn, name: executionName(id, run), input }));
      return 'started';
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return 'exists';
      throw error;
    }
  },
  stateOf: async (id, run) => {
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName(id, run)}`;
    try {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }));
      return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'ended';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'none';
      throw error;
    }
  },
});
