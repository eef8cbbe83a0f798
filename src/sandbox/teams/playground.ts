/** The program with one request in it, for a look at its cards in Microsoft's Agents Playground: `npx node src/sandbox/teams/playground.ts [PORT]`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import * as z from 'zod';
import { composeLocal } from '../../handlers/compose-local.ts';
import { readPolicy } from '../../handlers/policy-file.ts';
import { serveDownload } from '../../workflow/local/serve-download.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { Instant, PersonId } from '../../workflow/request.ts';
import { grantRole } from '../../workflow/roster.ts';
import { personas } from '../personas.ts';
import { sampleById } from '../samples.ts';
import { workbench } from '../workbench.ts';
import { messagesPath, playgroundDoor } from './playground-door.ts';

const version = '0.2.28';
const appId = '5a11eaf0-0000-4000-8000-000000000001';
const tenantId = '5a11eaf0-0000-4000-8000-000000000002';
/** The playground has one person who acts: here an admin who reviews and manages egress, for a project with one review. */
const actor = 'ines';
const roles = ['InformationGovernance', 'EgressManager'];
const project = 'proj-small';
const clock: Clock = () => new Date().toISOString() as Instant;

const [port = '56150', ...extra] = process.argv.slice(2);
if (!/^\d{1,5}$/.test(port) || extra.length > 0) {
  process.stderr.write('One argument at most: the port that the playground is to use, such as 56150.\n');
  process.exit(1);
}
const playground = `127.0.0.1:${port}`;
const folder = await mkdtemp(join(tmpdir(), 'sallyport-playground-'));

const people = personas.map(({ id, name, email }, index) => ({
  id: `29:${id}`,
  name,
  email,
  // Sic: the playground's own spelling.
  userPrincipleName: email,
  givenName: name,
  surname: name,
  aadObjectId: `5a11eaf0-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`,
}));
const me = people.find(({ id }) => id === `29:${actor}`);
if (!me) throw new Error('there is nobody to act');

const text = await readFile(new URL('../../../policy.example.jsonc', import.meta.url), 'utf8');
const example = z.looseObject({ organisation: z.looseObject({}) }).parse(parse(text));
const organisation = { ...example.organisation, teams: { tenantIds: [tenantId] } };
const policy = readPolicy(JSON.stringify({ ...example, organisation, admins: [me.email] }));

const door = await playgroundDoor({
  appId,
  playground,
  enter: (...entered) => installation.enter(...entered),
  otherwise: (request, response) => serveDownload(installation, { request, response }),
});
const installation = composeLocal({
  folder,
  policy,
  clock,
  publicUrl: door.address,
  teams: { appId, tenantId, password: 'no secret: the door asks for none', endpoints: door.endpoints, interval: 0 },
  log: (event, ids) => process.stderr.write(`${JSON.stringify({ event, ...ids })}\n`),
});
installation.start();

const person = { id: me.email as PersonId, name: me.name };
const standing = {
  person,
  identity: { platform: 'teams', tenant: tenantId, user: me.aadObjectId },
  grants: [],
  asOf: clock(),
  admin: true,
} as const;
for (const role of roles) await grantRole(installation.roster, standing, { person: person.id, role, project: '*' });
const swb = workbench({
  putObject: installation.egressStore.putObject,
  putStatus: installation.register.put,
  notify: async (message) => void (await installation.take(message)),
  clock,
});
const store = await swb.openStore();
for (const { path, bytes } of sampleById('aggregate')?.files() ?? []) await swb.write(store, path, bytes);
await swb.submit(store, { name: 'HbA1c structured review', project, by: { id: 'u-rosa', email: 'rosa@example.ac.uk' } });

const world = {
  version: '0.1.1',
  tenantId,
  bot: { id: `28:${appId}`, name: 'Sallyport' },
  currentUser: me,
  // It wants five more, no more and no fewer.
  users: people.filter((each) => each !== me).slice(0, 5),
  personalChat: { id: `a:${actor}` },
  groupChat: { id: '19:group@thread.v2', name: 'Group' },
  team: {
    id: '19:team@thread.tacv2',
    name: 'Egress',
    aadGroupId: '5a11eaf0-0000-4000-8000-000000000003',
    channels: [{ id: '19:ig@thread.tacv2', name: 'ig-review' }],
  },
};
await writeFile(join(folder, '.m365agentsplayground.yml'), JSON.stringify(world, undefined, 2));

process.stdout.write(`The program waits. In a second terminal:

  cd ${folder} && npx --yes -p @microsoft/m365agentsplayground@${version} agentsplayground start --disable-telemetry -c msteams -p ${port} \\
    -e ${door.address}${messagesPath} --service-url http://${playground}/_connector

In the page that opens, go to the channel ig-review and post: @Sallyport map InformationGovernance
Stop with Ctrl+C; nothing is kept.
`);
process.once('SIGINT', () => {
  door
    .close()
    .then(() => installation.stop())
    .then(() => rm(folder, { recursive: true, force: true }))
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
