import { expect, test } from 'vitest';
import { teamsRoutes } from '../../../src/bots/teams/routes.ts';
import type { Instant, PersonId } from '../../../src/workflow/request.ts';
import { ada, adaIdentity, channelId, someRoutes, tenant } from './a-tenant.ts';

const heard = {
  tenant,
  user: ada.objectId,
  member: ada.memberId,
  serviceUrl: 'https://smba.trafficmanager.net/uk/',
  conversation: `${channelId};messageid=1`,
  personal: false,
  channel: channelId,
  team: '19:team@thread.tacv2',
};

test('an account and its channel are found where they were heard', async () => {
  const { routes } = someRoutes();
  await routes.hear({ ...heard, email: ada.email as PersonId });
  expect(await routes.ofUser(adaIdentity)).toMatchObject({ member: ada.memberId, seenIn: channelId, serviceUrl: heard.serviceUrl });
  expect(await routes.ofPerson(tenant, ada.email as PersonId)).toMatchObject({ user: ada.objectId, seenIn: channelId });
  expect(await routes.ofChannel({ platform: 'teams', tenant, id: channelId })).toMatchObject({ team: heard.team });
  expect(await routes.channels(tenant)).toEqual([{ id: channelId, serviceUrl: heard.serviceUrl }]);
  expect(await routes.anyServer('99999999-2222-4333-8444-555555555555')).toBeUndefined();
});

test('nothing is written for an activity that says nothing new, until a day has passed', async () => {
  let now = '2026-11-24T09:00:00.000Z';
  const { routes } = someRoutes(() => now as Instant);
  await routes.hear(heard);
  now = '2026-11-25T08:59:00.000Z';
  await routes.hear(heard);
  expect((await routes.ofUser(adaIdentity))?.version).toBe(1);
  now = '2026-11-25T09:01:00.000Z';
  await routes.hear(heard);
  expect(await routes.ofUser(adaIdentity)).toMatchObject({ version: 2, heardAt: now });
});

test('a new service URL replaces the old one, and the private conversation stays known', async () => {
  const { routes } = someRoutes();
  await routes.hear({ ...heard, conversation: 'a:1', personal: true });
  await routes.hear({ ...heard, serviceUrl: 'https://smba.trafficmanager.net/emea/' });
  expect(await routes.ofUser(adaIdentity)).toMatchObject({
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    personal: 'a:1',
    seenIn: channelId,
  });
});

test('a private conversation that ended is forgotten', async () => {
  const { routes } = someRoutes();
  await routes.hear({ ...heard, conversation: 'a:1', personal: true });
  await routes.forgetPersonal(adaIdentity);
  const route = await routes.ofUser(adaIdentity);
  expect(route).toMatchObject({ member: ada.memberId });
  expect(route).not.toHaveProperty('personal');
  expect(route).not.toHaveProperty('seenIn');
});

test('whoever loses a race of two writes tries once more', async () => {
  const { records, routes } = someRoutes();
  await routes.hear(heard);
  let raced = 0;
  const contested = teamsRoutes({
    clock: () => '2026-11-24T10:00:00.000Z' as Instant,
    routes: {
      list: records.list,
      write: async (record) => {
        raced += 1;
        if (raced === 1) await routes.hear({ ...heard, serviceUrl: 'https://smba.trafficmanager.net/other/' });
        return records.write(record);
      },
    },
  });
  await contested.hear({ ...heard, conversation: 'a:1', personal: true });
  expect(await routes.ofUser(adaIdentity)).toMatchObject({ personal: 'a:1', version: 3 });
});
