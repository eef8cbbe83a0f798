/** Step Functions as far as the endpoint plays it: names taken once, and a waiting task resumed by its token. */
import { randomUUID } from 'node:crypto';
import { CreateStateMachineCommand, DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { stepFunctionsEngine } from '../../src/workflow/aws/step-functions.ts';
import type { RequestId, TaskToken } from '../../src/workflow/request.ts';
import { endpointOf, stepFunctions } from './clients.ts';

const newMachine = async (states: Readonly<Record<string, unknown>>): Promise<string> => {
  const [StartAt] = Object.keys(states);
  const { stateMachineArn = '' } = await stepFunctions.send(
    new CreateStateMachineCommand({
      name: `egress-${randomUUID()}`,
      roleArn: 'arn:aws:iam::123456789012:role/egress',
      definition: JSON.stringify({ StartAt, States: states }),
    }),
  );
  return stateMachineArn;
};

const newId = (): RequestId => randomUUID() as RequestId;

const statusOf = async (machine: string, id: RequestId) =>
  stepFunctions.send(new DescribeExecutionCommand({ executionArn: `${machine.replace(':stateMachine:', ':execution:')}:${id}` }));

/** A queue, in the SQS of the same endpoint, by its JSON protocol; only the tests know SQS. */
const queueCall = async (operation: string, body: object): Promise<unknown> => {
  const answer = await fetch(endpointOf('SQS'), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20261102/eu-west-2/sqs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  return answer.json();
};

const Queue = z.object({ QueueUrl: z.string() });
const Messages = z.object({ Messages: z.array(z.object({ Body: z.string() })).min(1) });
const Waiting = z.object({ taskToken: z.string() });

/** moto runs machines only when told to; other endpoints have no such switch. */
const runMachines = async (execute: boolean): Promise<void> => {
  await fetch(`${endpointOf('SFN')}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: execute } }),
  });
};

describe('Step Functions', () => {
  test('I15: an execution is named after its request, and a second start is refused', async () => {
    const machine = await newMachine({ Done: { Type: 'Wait', Seconds: 3600, End: true } });
    const engine = stepFunctionsEngine(stepFunctions, machine);
    const [one, other] = [newId(), newId()];
    expect(await engine.start(one, 1)).toBe('started');
    expect(await engine.start(one, 1)).toBe('exists');
    expect(await engine.start(other, 1)).toBe('started');
    expect(JSON.parse((await statusOf(machine, one)).input ?? '')).toMatchObject({ id: one });
  });

  test('a machine that is not there is an error, never a start', async () => {
    const engine = stepFunctionsEngine(stepFunctions, 'arn:aws:states:eu-west-2:123456789012:stateMachine:none');
    await expect(engine.start(newId(), 1)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('a task that waits with its token goes on with the output it is given', async () => {
    await runMachines(true);
    onTestFinished(() => runMachines(false));
    const { QueueUrl } = Queue.parse(await queueCall('CreateQueue', { QueueName: `reviews-${randomUUID()}` }));
    const machine = await newMachine({
      Review: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl, MessageBody: { 'id.$': '$.id', 'taskToken.$': '$$.Task.Token' } },
        TimeoutSeconds: 3600,
        End: true,
      },
    });
    const engine = stepFunctionsEngine(stepFunctions, machine);
    const id = newId();
    expect(await engine.start(id, 1)).toBe('started');
    const message = await vi.waitFor(
      async () => Messages.parse(await queueCall('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 1 })).Messages[0],
      { timeout: 20_000 },
    );
    const { taskToken } = Waiting.parse(JSON.parse(message?.Body ?? ''));
    const output = { id, next: 'review', stage: 1, timeoutSeconds: 60 };
    expect(await engine.succeed(taskToken as TaskToken, output)).toBe('resumed');
    const ended = await vi.waitFor(
      async () => {
        const execution = await statusOf(machine, id);
        expect(execution.status).toBe('SUCCEEDED');
        return execution;
      },
      { timeout: 20_000 },
    );
    expect(JSON.parse(ended.output ?? '')).toEqual(output);
    const made = `${'A'.repeat(40)}`;
    const error: unknown = await engine.succeed(made as TaskToken, output).catch((reason: unknown) => reason);
    expect(String(error)).toContain('SendTaskSuccess failed with InvalidToken');
    expect(String(error)).not.toContain(made);
  });
});
