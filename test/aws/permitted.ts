/** IAM for the rehearsal: whether the role that the stack gives a function would let it send this request. */
import type { FunctionName } from '../../infra/bundling.ts';
import { functionNames } from '../../infra/bundling.ts';
import type { Resources } from '../../infra/permissions.ts';
import { permissionsOf } from '../../infra/permissions.ts';
import type { Seen, Treatment } from '../workflow/aws/proxy.ts';

type Need = { readonly action: string /** Left out where only the request's body names it. */; readonly resource?: string };

const services: Readonly<Record<string, string>> = { DynamoDB_20120810: 'dynamodb', AmazonSQS: 'sqs', secretsmanager: 'secretsmanager' };
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

const needsOf = (seen: Seen): readonly Need[] => {
  const { service, operation, path, method, query, copySource } = seen;
  if (service !== '') return [{ action: `${services[service] ?? service}:${actions[operation] ?? operation}` }];
  if (path.startsWith('/v2/email/')) return [{ action: 'ses:SendEmail' }];
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/s.exec(decodeURIComponent(path)) ?? [];
  const arn = `arn:aws:s3:::${bucket}`;
  if (key === '' && method === 'POST' && query.has('delete')) return [{ action: 's3:DeleteObject' }];
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

/** What the caller lacks for the request, in words, or undefined; whoever is no function of ours may do everything. */
export const lacking = (seen: Seen, resources: Resources): string | undefined => {
  const name = functionNames.find((each): each is FunctionName => each === seen.caller);
  if (!name) return undefined;
  const granted = permissionsOf(name, resources);
  const missing = needsOf(seen).find(
    ({ action, resource }) =>
      !granted.some(
        (permission) =>
          permission.actions.includes(action) &&
          (resource === undefined || permission.resources.some((pattern) => covers(pattern, resource))),
      ),
  );
  return missing && `${name} may not ${missing.action}${missing.resource === undefined ? '' : ` on ${missing.resource}`}`;
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
