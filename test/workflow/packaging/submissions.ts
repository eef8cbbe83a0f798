/** Requests with real objects behind them: put into the egress store, listed as SWB lists them, and staged. */

import type { Decision, EgressRequest, Instant, PersonId } from '../../../src/workflow/request.ts';
import { stageRequest } from '../../../src/workflow/staging.ts';
import { received } from '../../contract/sample-requests.ts';
import type { Folders } from './folders.ts';

export type Objects = Readonly<Record<string, string | Uint8Array>>;

/** One line of SWB's object list. */
export const listed = (key: string, size: number, version: string) => ({
  Key: key,
  LastModified: '2026-11-01T10:00:00Z',
  ETag: '"0"',
  Size: size,
  StorageClass: 'STANDARD',
  VersionId: version,
  Owner: null,
});

/** Puts the objects (keys below the request's prefix) and their list, and gives the request that submits them. */
export const submit = async ({ egressStore }: Pick<Folders, 'egressStore'>, objects: Objects): Promise<EgressRequest> => {
  const request = received();
  const { source, objectList } = request.submission;
  const lines = [listed(source.prefix, 0, 'placeholder')];
  for (const [below, content] of Object.entries(objects)) {
    const key = source.prefix + below;
    const { version } = await egressStore.putObject({ bucket: source.bucket, key }, Buffer.from(content));
    lines.push(listed(key, Buffer.byteLength(content), version));
  }
  await egressStore.putObject(objectList, Buffer.from(JSON.stringify({ objects: lines })));
  return request;
};

const approval = (stage: number, name: string, request: EgressRequest): Decision => ({
  stage,
  verdict: 'approve',
  person: { id: `${name}@example.ac.uk` as PersonId, name },
  identity: { platform: 'slack', tenant: 'T0123', user: `U${name}` },
  at: `2026-11-03T0${stage}:00:00.000Z` as Instant,
  digest: request.manifest?.digest ?? ('' as never),
});

/** The request staged and approved, as packaging meets it. */
export const approved = async (ports: Folders, objects: Objects): Promise<EgressRequest> => {
  const request = await submit(ports, objects);
  const staged = { ...request, manifest: await stageRequest(ports, request) };
  return {
    ...staged,
    status: { kind: 'packaging' },
    decisions: [approval(0, 'lin', staged), { ...approval(1, 'ravi', staged), text: 'looks fine' }],
  };
};
