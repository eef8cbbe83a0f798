/** What Microsoft Graph does with a call, as far as a bot that reads groups needs it. */
import type { ConnectorAnswer } from './connector.ts';
import { userPrincipalName } from './state.ts';
import type { TeamsWorld } from './world.ts';

const path = /^\/v1\.0\/groups\/([^/]+)\/transitiveMembers$/;
const known = ['id', 'mail', 'userPrincipalName', 'accountEnabled', 'userType', 'displayName'];
const mostAtOnce = 999;

const error = (status: number, code: string): ConnectorAnswer => ({ status, body: { error: { code, message: code } } });

/** Everybody in the group and in the groups inside it, each once, with the groups themselves. */
const inside = (world: TeamsWorld, id: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const member of world.groups.get(id) ?? [])
    if (!seen.has(member)) {
      seen.add(member);
      inside(world, member, seen);
    }
  return seen;
};

/** Answers a GET whose token was found good; `path` is the part below Graph's own address. */
export const graphAnswer = (world: TeamsWorld, call: { readonly path: string; readonly url: URL }): ConnectorAnswer => {
  const { url } = call;
  const id = path.exec(call.path)?.[1];
  if (id === undefined) return error(400, 'BadRequest');
  if (!world.groups.has(id)) return error(404, 'Request_ResourceNotFound');
  const wanted = (url.searchParams.get('$select') ?? known.join(',')).split(',');
  const size = Number(url.searchParams.get('$top') ?? 100);
  if (!wanted.every((name) => known.includes(name)) || !(size >= 1 && size <= mostAtOnce)) return error(400, 'BadRequest');
  const shown = [...inside(world, id)].map((member) => {
    const user = world.user(member);
    if (!user) return { '@odata.type': world.groups.has(member) ? '#microsoft.graph.group' : '#microsoft.graph.device', id: member };
    const properties: Readonly<Record<string, unknown>> = {
      id: user.objectId,
      mail: user.email ?? null,
      userPrincipalName: userPrincipalName(world.seed, user),
      accountEnabled: user.isDisabled !== true,
      userType: user.isGuest ? 'Guest' : 'Member',
      displayName: user.name,
    };
    return { '@odata.type': '#microsoft.graph.user', ...Object.fromEntries(wanted.map((name) => [name, properties[name]])) };
  });
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(from + size));
  return {
    status: 200,
    body: { value: shown.slice(from, from + size), ...(from + size < shown.length ? { '@odata.nextLink': next.href } : {}) },
  };
};
