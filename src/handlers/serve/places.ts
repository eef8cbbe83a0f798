/** What an installation's file may say of places in AWS. */
import * as z from 'zod';
import { block } from '../../workflow/fields.ts';
import { arnOf, bucketName, tableName } from '../settings.ts';

/** For endpoints other than AWS's own, which have no host name for each bucket. */
const pathStyle = z.boolean('true or false').default(false);
const queueUrl = (expected: string) => z.url({ protocol: /^https?$/, error: expected });
const topic = arnOf('sns', "the ARN of SWB's notification topic");

/** Where SNS delivers. */
export const TopicPlace = block({ topicArn: topic });

/** A queue that the server asks. */
export const QueuePlace = block({ topicArn: topic, url: queueUrl('the URL of a queue that is subscribed to the topic') });

/** Objects in S3 instead of folders, all together, with SWB's own table. */
export const ObjectsInS3 = block({
  stagingBucket: bucketName,
  dataLakeBucket: bucketName,
  dataLakeKeyArn: arnOf('kms', "the ARN of the data lake's key"),
  auditBucket: bucketName,
  egressStoreTable: tableName,
  pathStyle,
});

/** The stack for AWS that people are answered for: everything but the answering is its functions' work. */
export const StackPlaces = block({
  table: tableName,
  followUpQueueUrl: queueUrl("the URL of the stack's follow-up queue"),
  stagingBucket: bucketName,
  dataLakeBucket: bucketName,
  pathStyle,
});
export type StackPlaces = z.output<typeof StackPlaces>;
