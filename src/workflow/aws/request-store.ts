/** Egress requests in DynamoDB: one item each, its document as JSON, its summary beside it for the indexes. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { RequestPage, RequestQuery, RequestStore } from '../ports.ts';
import type { EgressRequest } from '../request.ts';
import { isOpen } from '../request.ts';
import type { RequestSummary } from '../summary.ts';
import { summarise } from '../summary.ts';
import { putVersion } from './put.ts';
import type { Slice } from './slice.ts';
import { querySlice, scanIndex } from './slice.ts';
import type { Item } from './table.ts';
import { requestKey, unfollowed } from './table.ts';

const attribute = (name: string, value: string | undefined): Item => (value === undefined ? {} : { [name]: { S: value } });

/** Sorts after every instant, so that what has no deadline comes last. */
const noDeadline = '~';

const itemOf = (request: EgressRequest): Item => {
  const summary = summarise(request);
  const { projectId, createdBy, submittedBy } = request.submission;
  return {
    ...requestKey(request.id),
    document: { S: JSON.stringify(request) },
    summary: { S: JSON.stringify(summary) },
    id: { S: request.id },
    idStart: { S: request.id.slice(0, 4) },
    project: { S: projectId },
    received: { S: `${request.receivedAt}#${request.id}` },
    ...attribute('creator', createdBy.email),
    ...attribute('submitter', submittedBy.email === createdBy.email ? undefined : submittedBy.email),
    unfollowed: { S: unfollowed },
    changedAt: { S: `${request.events.at(-1)?.at ?? request.receivedAt}#${request.id}` },
    ...(summary.nextActAt === undefined ? {} : { acts: { S: 'acts' }, actsAt: { S: `${summary.nextActAt}#${request.id}` } }),
    ...(isOpen(request.status.kind)
      ? { open: { S: 'open' }, openProject: { S: projectId }, due: { S: `${summary.deadline ?? noDeadline}#${request.id}` } }
      : {}),
  };
};

const parsed = (summary: string): RequestSummary => JSON.parse(summary);

/** Of an index that holds nothing but summaries, so that no request is read; every request has a project, and so is in it once. */
const scanPage = async (
  client: DynamoDBClient,
  { table, limit, after }: { readonly table: string; readonly limit: number; readonly after: string | undefined },
): Promise<RequestPage> => {
  const { found, next } = await scanIndex(client, { table, index: 'project', limit, after });
  return { requests: found.map(parsed), ...(next === undefined ? {} : { next }) };
};

const slices = (by: RequestQuery['by']): readonly Slice[] => {
  switch (by.kind) {
    case 'open':
      return by.project === undefined
        ? [{ index: 'open', partition: 'open', order: 'ascending' }]
        : [{ index: 'open-in-project', partition: by.project, order: 'ascending' }];
    case 'project':
      return [{ index: 'project', partition: by.project, order: 'descending' }];
    case 'requester':
      return [
        { index: 'creator', partition: by.person, order: 'descending' },
        { index: 'submitter', partition: by.person, order: 'descending' },
      ];
    case 'due':
      return [{ index: 'due', partition: 'acts', order: 'ascending', below: by.before }];
    case 'all':
      return [];
    case 'id-prefix':
      if (by.prefix.length < 4) throw new RangeError(`an id prefix has at least four characters: ${by.prefix}`);
      return [{ index: 'by-id', partition: by.prefix.slice(0, 4), order: 'ascending', prefix: by.prefix }];
    default:
      return by satisfies never;
  }
};

/** The store on a table of `tableDefinition`. Lists may lag a write by the moment that DynamoDB's indexes take; reads never do. */
export const dynamoRequestStore = (client: DynamoDBClient, table: string): RequestStore => ({
  create: async (request) =>
    (await putVersion(client, { table, item: itemOf(request), version: 1 })) === 'written' ? 'created' : 'exists',
  read: async (id) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: requestKey(id), ConsistentRead: true, ProjectionExpression: 'document' }),
    );
    if (Item?.['document']?.S === undefined) return undefined;
    const request: EgressRequest = JSON.parse(Item['document'].S);
    return request;
  },
  update: (request) => putVersion(client, { table, item: itemOf(request), version: request.version }),
  list: async ({ by, limit, after }) => {
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new RangeError(`a page has 1 to 100 requests: ${limit}`);
    if (by.kind === 'all') return scanPage(client, { table, limit, after });
    const found =
      // One more than is shown tells whether there is a next page.
      (await Promise.all(slices(by).map((slice) => querySlice(client, { table, slice, limit: limit + 1, after })))).flat();
    const sign = by.kind === 'project' || by.kind === 'requester' ? -1 : 1;
    found.sort((one, other) => (one.sort < other.sort ? -sign : sign));
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      requests: shown.map(({ summary }) => parsed(summary)),
      ...(found.length > limit && last ? { next: last.sort } : {}),
    };
  },
});
