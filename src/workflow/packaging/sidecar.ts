/** The sidecar manifest beside the zip: what is in it, where each file came from, and who let it out. */
import type { EgressRequest, Release, StagedFile } from '../request.ts';

const indented = (value: unknown): string => JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ');

/** Everything but the files. */
const headOf = (request: EgressRequest, release: Release): Readonly<Record<string, unknown>> => {
  const { submission, terms, manifest } = request;
  return {
    sallyport: 'release/1',
    request: request.id,
    project: submission.projectId,
    workspace: submission.workspaceId,
    egressStore: { id: submission.egressStoreId, name: submission.egressStoreName },
    createdBy: submission.createdBy,
    submittedBy: submission.submittedBy,
    submittedAt: submission.submittedAt,
    receivedAt: request.receivedAt,
    policyDigest: request.policyDigest,
    manifest: manifest && { digest: manifest.digest, files: manifest.files, bytes: manifest.bytes },
    zip: { key: release.location.key, size: release.size, sha256: release.sha256 },
    decisions: request.decisions.map(({ stage, person, identity, text, ...decision }) => ({
      stage: stage + 1,
      role: terms.stages[stage]?.role,
      verdict: decision.verdict,
      by: person,
      inPlaceOf: decision.delegatedBy,
      platform: identity.platform,
      at: decision.at,
      digest: decision.digest,
      comment: text,
    })),
  };
};

/** The sidecar as JSON, one file a line, streamed. */
export async function* sidecar(request: EgressRequest, release: Release, files: AsyncIterable<StagedFile>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '{';
  for (const [name, value] of Object.entries(headOf(request, release))) {
    if (value !== undefined) text += `\n  ${JSON.stringify(name)}: ${indented(value)},`;
  }
  text += '\n  "files": [';
  let separator = '\n';
  for await (const { path, sourceKey, sourceVersion, size, sha256 } of files) {
    text += `${separator}    ${JSON.stringify({ path, size, sha256, sourceKey, sourceVersion })}`;
    separator = ',\n';
    if (text.length < 64 * 1024) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(`${text}\n  ]\n}\n`);
}
