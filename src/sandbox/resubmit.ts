/** From which workspace a persona submits: the one whose last request of that name was not released, as researchers submit again. */
import type { RequestStore } from '../workflow/ports.ts';
import type { PersonId, ProjectId, StatusKind } from '../workflow/request.ts';
import type { OpenStore, Workbench } from './workbench.ts';

const notReleased: readonly StatusKind[] = ['rejected', 'expired', 'withdrawn'];

export type Submission = { readonly name: string; readonly project: ProjectId; readonly by: PersonId };

/** Opens the egress store of that workspace, empty once more, or of a new one. */
export const openAgain = async (
  { requests, swb }: { readonly requests: Pick<RequestStore, 'list'>; readonly swb: Workbench },
  { name, project, by }: Submission,
): Promise<OpenStore & { readonly again: number }> => {
  const { requests: found } = await requests.list({ by: { kind: 'requester', person: by }, limit: 100 });
  const own = found.filter(({ egressStoreName, projectId }) => egressStoreName === name && projectId === project);
  const [last] = own;
  if (!last || !notReleased.includes(last.status)) return { ...(await swb.openStore()), again: 0 };
  const again = own.filter(({ workspaceId }) => workspaceId === last.workspaceId).length;
  return { ...(await swb.openStore({ workspace: last.workspaceId, version: again + 1 })), again };
};
