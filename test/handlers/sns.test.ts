import type { SNSEvent, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { recordsIn } from '../../src/handlers/sns.ts';
import { BadInputError } from '../../src/workflow/errors.ts';

const topicArn = 'arn:aws:sns:eu-west-2:111122223333:swb-egress';

const lambdaEvent = (...messages: readonly { readonly topic?: string; readonly text: string }[]): SNSEvent => ({
  Records: messages.map(({ topic = topicArn, text }, index) => ({
    EventVersion: '1.0',
    EventSubscriptionArn: `${topic}:sub`,
    EventSource: 'aws:sns',
    Sns: {
      SignatureVersion: '1',
      Timestamp: '2026-11-22T09:59:59.000Z',
      Signature: 'x',
      SigningCertUrl: 'https://sns.eu-west-2.amazonaws.com/x.pem',
      MessageId: `m-${index}`,
      Message: text,
      MessageAttributes: {},
      Type: 'Notification',
      UnsubscribeUrl: '',
      TopicArn: topic,
      Subject: '',
    },
  })),
});

const queueEvent = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `q-${index}`,
    receiptHandle: 'r',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-2:111122223333:egress',
    awsRegion: 'eu-west-2',
  })),
});

const envelope = (TopicArn: string, Message: string): string => JSON.stringify({ Type: 'Notification', MessageId: 'm', TopicArn, Message });
const read = (event: unknown) => recordsIn(event, topicArn).map(({ id, message }) => ({ id, message: message() }));

describe('recordsIn', () => {
  test('reads every record of a Lambda event', () => {
    expect(read(lambdaEvent({ text: '{"a":1}' }, { text: '{"a":2}' }))).toEqual([
      { id: 'm-0', message: '{"a":1}' },
      { id: 'm-1', message: '{"a":2}' },
    ]);
  });

  test("reads a queue's bodies, in an envelope or raw", () => {
    expect(read(queueEvent(envelope(topicArn, '{"a":1}'), '{"id":"x","status":"PENDING"}', 'no JSON'))).toEqual([
      { id: 'q-0', message: '{"a":1}' },
      { id: 'q-1', message: '{"id":"x","status":"PENDING"}' },
      { id: 'q-2', message: 'no JSON' },
    ]);
  });

  test.each([lambdaEvent({ topic: `${topicArn}-2`, text: '{}' }), queueEvent(envelope(`${topicArn}-2`, '{}'))])(
    'I3: refuses another topic: %#',
    (event) => {
      const [record] = recordsIn(event, topicArn);
      expect(() => record?.message()).toThrow('SNS message: TopicArn: the configured topic');
    },
  );

  test('I15: a record of another topic does not keep those behind it from being read', () => {
    const [first, second] = recordsIn(lambdaEvent({ topic: 'other', text: '{}' }, { text: '{"a":2}' }), topicArn);
    expect(() => first?.message()).toThrow(BadInputError);
    expect(second?.message()).toBe('{"a":2}');
  });

  test.each([undefined, null, {}, { Records: 1 }, { Records: [{}] }, { Records: [{ s3: {} }] }, 'text'])(
    'refuses an event of something else: %#',
    (event) => {
      expect(() => recordsIn(event, topicArn)).toThrow(BadInputError);
    },
  );
});
