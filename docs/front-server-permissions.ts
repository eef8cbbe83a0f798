/** What IAM must allow the server in front of the stack, and refuse it: what it does for the functions `slack` and `teams`, without their secret. */
import type { Permission } from '../infra/permissions.ts';
import { denialsOf, permissionsOf } from '../infra/permissions.ts';

/** In capitals what only the reader knows; the others are named as the stack's outputs. */
const resources = {
  table: 'arn:aws:dynamodb:REGION:ACCOUNT:table/TableName',
  key: 'TableKeyArn',
  staging: 'arn:aws:s3:::StagingBucket',
  stagingKey: 'StagingKeyArn',
  dataLake: 'arn:aws:s3:::DataLakeBucket',
  dataLakeKey: 'DATA_LAKE_KEY_ARN',
  followUpQueue: 'arn:aws:sqs:REGION:ACCOUNT:FOLLOW_UP_QUEUE_NAME',
  mailIdentity: 'arn:aws:ses:REGION:ACCOUNT:identity/*',
  mailFrom: 'MAIL_FROM',
  secret: 'not needed',
} as Parameters<typeof permissionsOf>[1];

const statement = (Effect: 'Allow' | 'Deny', { actions, resources: on, conditions }: Permission) => ({
  Effect,
  Action: actions,
  Resource: on,
  ...(conditions ? { Condition: conditions } : {}),
});

export const frontServerPermissions = (): string => {
  const allowed = permissionsOf('slack', resources).filter(({ resources: on }) => !on.includes(resources.secret));
  const Statement = [
    ...allowed.map((permission) => statement('Allow', permission)),
    ...denialsOf('slack', resources).map((permission) => statement('Deny', permission)),
  ];
  return `${JSON.stringify({ Version: '2012-10-17', Statement }, undefined, 2)}\n`;
};
