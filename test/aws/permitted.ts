/** IAM for the rehearsal: whether the role that the stack gives a function would let it send this request. */
import type { FunctionName } from '../../infra/bundling.ts';
import { functionNames } from '../../infra/bundling.ts';
import type { Permission, Resources } from '../../infra/permissions.ts';
import { denialsOf, permissionsOf } from '../../infra/permissions.ts';
import type { Seen, Treatment } from '../workflow/aws/proxy.ts';

type Need = {
  readonly action: string;
  /** Left out where only the request's body names it, those of DynamoDB and of S3 apart. */
  readonly resource?: string;
  /** The partitions of the table that it is about (DynamoDB). */
  readonly leadingKeys?: readonly string[];
};

const services: Readonly<Record<string, string>> = { AmazonSQS: 'sqs', secretsmanager: 'secretsmanager' };
/** Operations that have another name in IAM. */
const actions: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

const onObject = ({ method, query }: Seen): string => {
  if (method === 'GET' || method === 'HEAD') return query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject';
  if (method === 'DELETE') return query.has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject';
  return 's3:PutObject';
};

/** What a request about one item, or a query, names; what it would be for others, nobody here sends. */
const onTable = ({ body, operation }: Seen): readonly Need[] => {
  const said = Object(JSON.parse(body));
  const { TableName: table, IndexName: index, Key, Item, ExpressionAttributeValues: values } = said;
  const key: unknown = Object((Key ?? Item)?.pk ?? values?.[':pk']).S;
  return [
    {
      action: `dynamodb:${operation}`,
      resource: index === undefined ? table : `${table}/index/${index}`,
      ...(typeof key === 'string' ? { leadingKeys: [key] } : {}),
    },
  ];
};

const plain = (xml: string): string =>
  xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');

const needsOf = (seen: Seen): readonly Need[] => {
  const { service, operation, path, method, query, copySource } = seen;
  if (service.startsWith('DynamoDB')) return onTable(seen);
  if (service !== '') return [{ action: `${services[service] ?? service}:${actions[operation] ?? operation}` }];
  if (path.startsWith('/v2/email/')) return [{ action: 'ses:SendEmail' }];
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/s.exec(decodeURIComponent(path)) ?? [];
  const arn = `arn:aws:s3:::${bucket}`;
  if (key === '' && method === 'POST' && query.has('delete'))
    return [...seen.body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, named = '']) => ({
      action: 's3:DeleteObject',
      resource: `${arn}/${plain(named)}`,
    }));
  if (key === '') return [{ action: 's3:ListBucket', resource: arn }];
  const source = /^\/?([^?]+)\?versionId=/.exec(decodeURIComponent(copySource))?.[1];
  return [
    { action: onObject(seen), resource: `${arn}/${key}` },
    ...(source === undefined ? [] : [{ action: 's3:GetObjectVersion', resource: `arn:aws:s3:::${source}` }]),
  ];
};

const covers = (pattern: string, resource: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 's').test(resource);

const refusal = (seen: Seen): Treatment =>
  seen.service === ''
    ? {
        status: 403,
        headers: { 'content-type': 'application/xml' },
        body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>not permitted</Message></Error>',
      }
    : { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify({ __type: 'AccessDeniedException' }) };

const isUnder = (patterns: string | readonly string[] | undefined, key: string): boolean =>
  [patterns ?? []].flat().some((pattern) => covers(pattern, key));

/** Whether the statement is about this; a condition that is none of ours here is about mail. */
const matches = ({ actions: named, resources, conditions = {} }: Permission, { action, resource, leadingKeys = [] }: Need): boolean =>
  named.includes(action) &&
  (resource === undefined || resources.some((pattern) => covers(pattern, resource))) &&
  Object.entries(conditions).every(([operator, { 'dynamodb:LeadingKeys': keys }]) => {
    if (operator === 'Null') return leadingKeys.length > 0;
    if (operator === 'ForAllValues:StringLike') return leadingKeys.every((key) => isUnder(keys, key));
    if (operator === 'ForAnyValue:StringLike') return leadingKeys.some((key) => isUnder(keys, key));
    return true;
  });

/** What the caller lacks for the request, in words, or undefined; whoever is no function of ours may do everything. */
export const lacking = (seen: Seen, resources: Resources): string | undefined => {
  const name = functionNames.find((each): each is FunctionName => each === seen.caller);
  if (!name) return undefined;
  const [granted, denied] = [permissionsOf(name, resources), denialsOf(name, resources)];
  const missing = needsOf(seen).find(
    (need) => !granted.some((permission) => matches(permission, need)) || denied.some((denial) => matches(denial, need)),
  );
  if (!missing) return undefined;
  const { action, resource, leadingKeys } = missing;
  return [`${name} may not ${action}`, resource, leadingKeys?.join()].filter((part) => part !== undefined).join(' on ');
};

/** Refuses, as AWS would, what the caller's role does not allow, and says so to `denied`. */
export const withPermissions =
  (resources: Resources, denied: (what: string) => void) =>
  (seen: Seen): Treatment | undefined => {
    const lack = lacking(seen, resources);
    if (lack === undefined) return undefined;
    denied(lack);
    return refusal(seen);
  };
