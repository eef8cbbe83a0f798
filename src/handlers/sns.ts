/** SNS envelopes: what SWB said, out of a Lambda event, a queue or a raw delivery; HTTPS deliveries are in `sns-https.ts`. */
import * as z from 'zod';
import { badInput, problemsIn } from '../workflow/issues.ts';

const boundary = 'SNS message';

/** One record of an event, to be read on its own: a bad one must block nothing behind it (I15). */
export type SnsRecord = {
  /** The SNS or SQS message id, for logs and for reporting a partial batch failure. */
  readonly id: string;
  /** What SWB published; throws a BadInputError when the record is not of the topic or not readable. */
  readonly message: () => string;
};

const LambdaRecord = z.looseObject({
  Sns: z.looseObject({ MessageId: z.string('text'), TopicArn: z.string('text'), Message: z.string('text') }),
});
const QueueRecord = z.looseObject({ messageId: z.string('text'), body: z.string('text') });
const Event = z.looseObject(
  { Records: z.array(z.union([LambdaRecord, QueueRecord], 'a record of SNS or SQS'), 'a list of records') },
  'an event of SNS or SQS',
);
const Envelope = z.looseObject({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });

/** The topic check (I3): everybody may have a topic of their own, only one is SWB's. */
export const requireTopic = (found: string, topicArn: string): void => {
  if (found !== topicArn) throw badInput(boundary, [{ field: 'TopicArn', expected: 'the configured topic' }]);
};

const unwrapped = (body: string): z.output<typeof Envelope> | undefined => {
  try {
    return Envelope.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

/** A queue's body is SNS's envelope, or with raw delivery SWB's message itself; then the queue's own policy vouches for the topic. */
const queuedMessage = (body: string, topicArn: string): string => {
  const envelope = unwrapped(body);
  if (!envelope) return body;
  requireTopic(envelope.TopicArn, topicArn);
  return envelope.Message;
};

/** The records of a Lambda event of SNS, or of an SQS queue that is subscribed to the topic; throws BadInputError for another event. */
export const recordsIn = (event: unknown, topicArn: string): readonly SnsRecord[] => {
  const parsed = Event.safeParse(event);
  if (!parsed.success) throw badInput(boundary, problemsIn(parsed.error), parsed.error);
  return parsed.data.Records.map((record): SnsRecord => {
    const queued = QueueRecord.safeParse(record).data;
    if (queued) return { id: queued.messageId, message: () => queuedMessage(queued.body, topicArn) };
    const { Sns } = LambdaRecord.parse(record);
    return {
      id: Sns.MessageId,
      message: () => {
        requireTopic(Sns.TopicArn, topicArn);
        return Sns.Message;
      },
    };
  });
};
