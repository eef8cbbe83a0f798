import { describe, expect, test } from 'vitest';
import type { StatesLanguage, TaskName } from '../../../src/workflow/definition.ts';
import { definition, taskNames } from '../../../src/workflow/definition.ts';
import { BadInputError } from '../../../src/workflow/errors.ts';
import { checkDefinition } from '../../../src/workflow/local/check-definition.ts';

const document = definition(Object.fromEntries(taskNames.map((name) => [name, name])) as Record<TaskName, TaskName>);

/** The document with something put at a path, as somebody might write it. */
const changed = (path: readonly (string | number)[], value: unknown): StatesLanguage => {
  const copy: StatesLanguage = JSON.parse(JSON.stringify(document));
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<unknown>((found, name) => Reflect.get(Object(found), name), copy);
  Reflect.set(Object(holder), last, value);
  return copy;
};

const refusal = (refused: StatesLanguage): unknown => {
  try {
    checkDefinition(refused);
  } catch (error) {
    return error;
  }
  return undefined;
};

const review = ['States', 'Review'];
const stage = ['States', 'Stage'];

describe('the durable runner checks the document', () => {
  test("the workflow's own document is one that it executes", () => {
    expect(refusal(document)).toBeUndefined();
  });

  test.each<{ readonly path: readonly (string | number)[]; readonly value: unknown; readonly field: string }>([
    { path: ['StartAt'], value: 'Nowhere', field: 'StartAt' },
    { path: ['TimeoutSeconds'], value: 5, field: 'TimeoutSeconds' },
    { path: [...stage, 'Type'], value: 'Parallel', field: 'States.Stage.Type' },
    { path: [...stage, 'Next'], value: 'Nowhere', field: 'States.Stage.Next' },
    { path: [...stage, 'End'], value: true, field: 'States.Stage.End' },
    { path: [...stage, 'InputPath'], value: '$.a', field: 'States.Stage.InputPath' },
    { path: [...stage, 'ResultSelector'], value: {}, field: 'States.Stage.ResultSelector' },
    { path: [...stage, 'HeartbeatSeconds'], value: 5, field: 'States.Stage.HeartbeatSeconds' },
    { path: [...stage, 'TimeoutSeconds'], value: 0, field: 'States.Stage.TimeoutSeconds' },
    { path: [...stage, 'OutputPath'], value: '$.a[0]', field: 'States.Stage.OutputPath' },
    { path: [...stage, 'OutputPath'], value: '$..a', field: 'States.Stage.OutputPath' },
    { path: [...stage, 'ResultPath'], value: null, field: 'States.Stage.ResultPath' },
    { path: [...stage, 'Resource'], value: 'arn:aws:states:::sqs:sendMessage', field: 'States.Stage.Resource' },
    { path: [...stage, 'Parameters', 'FunctionName'], value: 'arn:aws:lambda:x', field: 'States.Stage.Parameters.FunctionName' },
    { path: [...stage, 'Parameters', 'Payload'], value: { 'a.$': 'States.Format($.a)' }, field: 'States.Stage.Parameters.Payload' },
    { path: [...stage, 'Parameters', 'Payload'], value: { a: [{ 'b.$': '$$.State.Name' }] }, field: 'States.Stage.Parameters.Payload' },
    { path: [...stage, 'Parameters', 'Payload'], value: { 'a.$': '$$.Task.Token' }, field: 'States.Stage.Parameters.Payload' },
    { path: [...stage, 'Parameters', 'InvocationType'], value: 'Event', field: 'States.Stage.Parameters.InvocationType' },
    { path: [...review, 'Parameters', 'Payload'], value: { 'id.$': '$.id' }, field: 'States.Review.Parameters.Payload' },
    { path: [...review, 'TimeoutSeconds'], value: 5, field: 'States.Review.TimeoutSecondsPath' },
    { path: [...review, 'Retry', 1, 'ErrorEquals'], value: ['States.ALL', 'A'], field: 'States.Review.Retry[1].ErrorEquals' },
    { path: [...review, 'Retry', 0, 'ErrorEquals'], value: ['States.ALL'], field: 'States.Review.Retry' },
    { path: [...review, 'Retry', 0, 'ErrorEquals'], value: ['States.Permissions'], field: 'States.Review.Retry[0].ErrorEquals[0]' },
    { path: [...review, 'Retry', 0, 'BackoffRate'], value: 0.5, field: 'States.Review.Retry[0].BackoffRate' },
    { path: [...review, 'Retry', 0, 'JitterStrategy'], value: 'SOME', field: 'States.Review.Retry[0].JitterStrategy' },
    { path: [...review, 'Catch', 1, 'Next'], value: 'Nowhere', field: 'States.Review.Catch[1].Next' },
    { path: [...review, 'Catch', 0, 'ResultPath'], value: 'failure', field: 'States.Review.Catch[0].ResultPath' },
    { path: ['States', 'Next', 'Default'], value: 'Nowhere', field: 'States.Next.Default' },
    { path: ['States', 'Next', 'Choices', 0, 'Next'], value: 'Nowhere', field: 'States.Next.Choices[0].Next' },
    { path: ['States', 'Next', 'Choices', 0, 'StringMatches'], value: 'a*', field: 'States.Next.Choices[0].StringMatches' },
    { path: ['States', 'Next', 'Choices'], value: [], field: 'States.Next.Choices' },
    { path: ['States', 'Done', 'OutputPath'], value: '$.a', field: 'States.Done.OutputPath' },
    { path: ['QueryLanguage'], value: 'JSONata', field: 'QueryLanguage' },
  ])('$value at $path is refused, naming $field', ({ path, value, field }) => {
    const error = refusal(changed(path, value));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error).toMatchObject({ field });
  });
});
