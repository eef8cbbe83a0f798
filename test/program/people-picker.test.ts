/** A person is picked in a Teams dialog: what the client sends of them is a claim, and looked up like any other. */
import { expect, test } from 'vitest';
import { actionsOf } from '../../src/sandbox/teams/inputs.ts';
import type { PersonId } from '../../src/workflow/request.ts';
import { O, privatelyTo, T, teamsSeed, typeLine } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aProgram } from '../an-installation.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { refusalsOf } from '../contract/offices.ts';

const role = { 'grant-role': 'ResearchIT', 'grant-project': '*' };

/** What an admin's dialog to grant a role comes back as; `forged` sends what its inputs do not take, as a changed client could. */
const granting = async () => {
  const program = await aProgram({ platforms: ['teams'] });
  const { teams } = program;
  await typeLine(teams, 'ada', { text: 'grant' });
  const conversation = teams.personalConversation(O.ada) ?? '';
  const message = privatelyTo(teams, 'ada').at(-1)?.id ?? '';
  const send = async (inputs: Readonly<Record<string, string>>, { forged = false } = {}) => {
    const all = { ...role, ...inputs };
    const done = await teams.execute(O.ada, { conversation, message, data: { do: 'grant' }, inputs: all, forged });
    if (done.kind === 'failed' || !done.card) throw new Error(`the form was not answered: ${JSON.stringify(done)}`);
    const [form] = actionsOf(done.card);
    const values = Object.fromEntries((form?.inputs ?? []).map(({ id, value }) => [id, value]));
    return { said: wordsOn([done.card])[0] ?? '', values };
  };
  const fields = () => actionsOf(teams.viewOf(O.ada, conversation, message) ?? { type: 'AdaptiveCard' })[0]?.inputs ?? [];
  return { program, send, fields };
};

const held = async ({ installation }: Program): Promise<readonly PersonId[]> =>
  (await installation.adapters.grants.list({ partition: 'grants' }))
    .filter((grant) => grant.state === 'active' && grant.role === 'ResearchIT')
    .map(({ person }) => person);
const last = async (program: Program) => (await refusalsOf({ program })).at(-1);

const before = ['tomasz@example.ac.uk'];

test('the dialog offers the people of the tenant, and a second field for an address; neither must be filled in', async () => {
  const { fields } = await granting();
  const [person, address] = fields();
  expect(person).toMatchObject({ type: 'Input.ChoiceSet', id: 'grant-person', isRequired: false });
  expect(person?.choices.map(({ value }) => value).toSorted()).toEqual(Object.values(O).toSorted());
  expect(address).toMatchObject({ type: 'Input.Text', id: 'grant-person-address', isRequired: false });
});

test('a person whom the bot never heard, picked from the directory, is found in a channel and gets the role', async () => {
  const { program, send } = await granting();
  expect((await send({ 'grant-person': O.oliver })).said).toContain('Role granted oliver@example.ac.uk: Research IT');
  expect(await held(program)).toEqual(['oliver@example.ac.uk', ...before]);
});

test('an object id in capitals is the same person', async () => {
  const { program, send } = await granting();
  await send({ 'grant-person': O.oliver.toUpperCase() }, { forged: true });
  expect(await held(program)).toContain('oliver@example.ac.uk');
});

test('an address alone, or beside the same person, is as good', async () => {
  const { program, send } = await granting();
  const both = await send({ 'grant-person': O.oliver, 'grant-person-address': ' Oliver@Example.ac.uk ' });
  expect(both.said).toContain('oliver@example.ac.uk: Research IT');
  const { program: other, send: again } = await granting();
  expect((await again({ 'grant-person-address': 'oliver@example.ac.uk' })).said).toContain('oliver@example.ac.uk: Research IT');
  expect([await held(program), await held(other)]).toEqual(Array(2).fill(['oliver@example.ac.uk', ...before]));
});

test('nobody named is said, and nothing is granted', async () => {
  const { program, send } = await granting();
  expect((await send({})).said).toContain('Please name a person');
  expect(await held(program)).toEqual(before);
});

test('two different people are refused on record; the address stays, and the person is picked anew', async () => {
  const { program, send } = await granting();
  const { said, values } = await send({ 'grant-person': O.oliver, 'grant-person-address': 'gareth@example.ac.uk' });
  expect(said).toContain('That account is of oliver@example.ac.uk , but you typed gareth@example.ac.uk . Nothing was changed');
  expect(values).toMatchObject({ 'grant-person': undefined, 'grant-person-address': 'gareth@example.ac.uk', ...role });
  expect(await held(program)).toEqual(before);
  expect(await last(program)).toEqual(['ada', 'grant', 'two-people']);
});

test('a pick stays when something else must be mended', async () => {
  const { send } = await granting();
  const { said, values } = await send({ 'grant-person': O.oliver, 'grant-until': '2020-02-02' });
  expect(said).toContain('2020-02-02 is not a day in the future');
  expect(values).toMatchObject({ 'grant-person': O.oliver, 'grant-until': '2020-02-02' });
});

test.each([
  { who: 'a guest', change: { isGuest: true }, says: 'it is a guest account', refusal: 'untrusted-grantee' },
  { who: 'an address of another domain', change: { email: 'oliver@elsewhere.example' }, says: 'allowed', refusal: 'untrusted-grantee' },
  { who: 'somebody of another tenant', change: { tenantId: O.ada }, says: 'has not met the person', refusal: 'unknown-person' },
  { who: 'somebody in no team of the bot', change: { channels: [] }, says: 'has not met the person', refusal: 'unknown-person' },
])('I3: $who is refused at the field, on record, and nothing is granted', async ({ change, says, refusal }) => {
  const { program, send } = await granting();
  program.teams.changeUser(O.oliver, change);
  const { said, values } = await send({ 'grant-person': O.oliver }, { forged: true });
  expect(said).toContain(says);
  expect(values).toMatchObject({ 'grant-person': undefined, ...role });
  expect(await held(program)).toEqual(before);
  expect(await last(program)).toEqual(['ada', 'grant', refusal]);
});

test.each([
  { what: 'nobody has', id: 'bbbbbbbb-0000-4000-8000-00000000ffff' },
  { what: 'is of two people', id: `${O.oliver},${O.gareth}` },
  { what: 'is an address', id: 'oliver@example.ac.uk' },
  { what: 'is a member id', id: '29:oliver' },
  { what: 'leads elsewhere', id: `../members/${O.oliver}` },
])('I3: an id that $what is refused on record, and asked of Teams only if it can be one', async ({ id }) => {
  const { program, send } = await granting();
  const calls = program.teams.calls().length;
  expect((await send({ 'grant-person': id }, { forged: true })).said).toContain('Sallyport has not met the person whom you picked');
  expect(await held(program)).toEqual(before);
  expect(await last(program)).toEqual(['ada', 'grant', 'unknown-person']);
  const asked = program.teams.calls().slice(calls);
  expect(asked.filter(({ path }) => path.includes(id)).length > 0).toBe(/^[0-9a-f-]{36}$/.test(id));
});

test('I4: a dialog that anybody else sends grants nothing and looks nobody up; the attempt is on record', async () => {
  const { program } = await granting();
  const { teams } = program;
  await typeLine(teams, 'ines', { text: 'whoami' });
  const message = privatelyTo(teams, 'ines').at(-1)?.id ?? '';
  const conversation = teams.personalConversation(O.ines) ?? '';
  const posts = teams.messages(T.admins).length;
  const calls = teams.calls().length;
  const inputs = { ...role, 'grant-person': O.oliver };
  const done = await teams.execute(O.ines, { conversation, message, data: { do: 'grant' }, inputs, forged: true });
  expect(done.kind === 'delivered' && wordsOn([done.card])[0]).toContain('Only admins can do this');
  expect(await held(program)).toEqual(before);
  expect(await last(program)).toEqual(['ines', 'grant', 'not-admin']);
  expect(teams.messages(T.admins)).toHaveLength(posts);
  expect(
    teams
      .calls()
      .slice(calls)
      .some(({ path }) => path.includes(O.oliver)),
  ).toBe(false);
});

test('the picker finds guests and whoever is new, and nobody of another tenant', async () => {
  const { program, fields, send } = await granting();
  program.teams.changeUser(O.oliver, { tenantId: O.ada });
  const offered = fields()[0]?.choices.map(({ value }) => value) ?? [];
  expect([offered.includes(O.gita), offered.includes(O.oliver)]).toEqual([true, false]);
  await expect(send({ 'grant-person': O.oliver })).rejects.toThrow('no choice');
  expect(teamsSeed.users.find(({ objectId }) => objectId === O.gita)?.isGuest).toBe(true);
});
