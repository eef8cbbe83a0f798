/** Who is told when one of those to be told, or a whole platform, cannot be reached. */
import { expect, onTestFinished, test } from 'vitest';
import type { Card } from '../../src/bots/card.ts';
import type { Chat } from '../../src/bots/chat.ts';
import { ChannelUnreachableError } from '../../src/bots/chat.ts';
import type { TellPorts } from '../../src/bots/deliver.ts';
import { english } from '../../src/bots/languages/english.ts';
import { cardActivity } from '../../src/bots/teams/adaptive-card.ts';
import { tellPeople } from '../../src/bots/tell.ts';
import type { Delivery } from '../../src/workflow/deliveries.ts';
import type { Groups } from '../../src/workflow/groups.ts';
import { noGroups } from '../../src/workflow/groups.ts';
import { askForLink, linkJustCounted } from '../../src/workflow/link-service.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import type { Grant, Mapping, PostedCard, RosterFact } from '../../src/workflow/ports.ts';
import type { Actor, EgressRequest, Fact, Instant, Platform } from '../../src/workflow/request.ts';
import { shortId } from '../../src/workflow/request.ts';
import { grantKey } from '../../src/workflow/roster-log.ts';
import {
  aGrant,
  approval,
  aReleasedRequest,
  aRequestInReview,
  aStage,
  aStanding,
  digest,
  email,
  noon,
  person,
  system,
  withFacts,
} from '../workflow/builders.ts';

const nowhere = (): never => {
  throw new Error('not asked for here');
};

const aChat = (platform: Platform, tell: Chat['tell'], post: Chat['post'] = nowhere): Chat => ({
  platform,
  tell,
  post,
  find: async () => undefined,
  update: nowhere,
  reply: nowhere,
  retell: async () => 'updated',
});

/** Tells people of the request; `refused` are addresses that no mail gets to. */
const telling = async (
  request: EgressRequest,
  {
    chats,
    refused = [],
    grants = [],
    groups = noGroups,
  }: {
    readonly chats: readonly Chat[];
    readonly refused?: readonly string[];
    readonly grants?: readonly Grant[];
    readonly groups?: Groups;
  },
) => {
  let now = request;
  const db = openDatabase(':memory:');
  onTestFinished(() => db.close());
  let seconds = 0;
  const clock = () => new Date(Date.parse(noon) + seconds * 1000).toISOString() as Instant;
  const mails: string[] = [];
  const bodies: string[] = [];
  const roster = { grants: sqliteRecords<Grant>(db, 'grants'), mappings: sqliteRecords<Mapping>(db, 'mappings'), groups, clock };
  for (const grant of grants) await roster.grants.write(grant);
  const requests = sqliteRequestStore(db);
  const ports: TellPorts = {
    core: {
      requests: {
        ...requests,
        read: async () => now,
        update: async (next) => {
          now = next;
          return 'written';
        },
      },
      clock,
      rules: { digest: 'a'.repeat(64) as never, termsFor: nowhere, times: nowhere, after: nowhere, shift: nowhere },
    },
    roster,
    cards: sqliteRecords<PostedCard>(db, 'cards'),
    deliveries: sqliteRecords<Delivery>(db, 'deliveries'),
    chats: Object.fromEntries(chats.map((chat) => [chat.platform, chat])),
    isTheirs: async () => true,
    mailer: {
      send: async ({ to, body }) => {
        if (to.some((address) => refused.includes(address))) throw new Error('550 refused');
        mails.push(...to);
        bodies.push(body);
      },
    },
    lake: { presign: async () => 'https://lake.example/zip' },
    pages: { addressOf: nowhere, newSecret: () => 'x'.repeat(43) } as never,
    clock,
    admins: [email('ada'), email('gone')],
    language: english,
  };
  return {
    ports,
    mails,
    bodies,
    read: (): EgressRequest => now,
    become: (next: EgressRequest): void => {
      now = next;
    },
    wait: (by: number): void => {
      seconds += by;
    },
    tell: (): Promise<'told' | 'not-all'> =>
      tellPeople(ports, now).then(
        () => 'told' as const,
        () => 'not-all' as const,
      ),
  };
};

const managers = [aGrant('mei', 'EgressManager'), aGrant('max', 'EgressManager')];

test('an admin who cannot be mailed keeps nobody whom Teams may not write to from hearing, and is tried again', async () => {
  const refused = [email('gone') as string];
  const { tell, mails } = await telling(aReleasedRequest(), {
    chats: [aChat('teams', async () => 'not-installed')],
    grants: managers,
    refused,
  });
  expect(await tell()).toBe('not-all');
  expect(mails).toEqual(expect.arrayContaining([email('mei'), email('max'), email('rosa'), email('ada')]));
  const told = mails.length;
  refused.length = 0;
  await tell();
  // Of Mei, of Max and of Rosa.
  expect(mails.slice(told)).toEqual([email('gone'), email('gone'), email('gone')]);
  expect(await tell()).toBe('told');
  expect(mails).toHaveLength(told + 3);
});

const works =
  (told: string[]): Chat['tell'] =>
  async (to) => {
    told.push(to);
    return { identity: { platform: 'teams', tenant: 't', user: to }, conversation: 'c', message: 'm' };
  };

test('a platform that fails is tried for a minute; then everybody hears on the other, or by e-mail, and once', async () => {
  const inTeams: string[] = [];
  const request = aReleasedRequest();
  const failing = aChat('slack', () => Promise.reject(new Error('slack users.lookupByEmail: invalid_auth')));
  const both = await telling(request, { chats: [failing, aChat('teams', works(inTeams))], grants: managers });
  expect(await both.tell()).toBe('not-all');
  both.wait(59);
  expect(await both.tell()).toBe('not-all');
  expect(inTeams).toEqual([]);
  both.wait(1);
  expect(await both.tell()).toBe('told');
  await both.tell();
  expect(inTeams.toSorted()).toEqual([email('max'), email('mei'), email('rosa')]);
  const slackAlone = await telling(request, { chats: [failing], grants: managers });
  await slackAlone.tell();
  slackAlone.wait(60);
  expect(await slackAlone.tell()).toBe('told');
  expect(slackAlone.mails.toSorted()).toEqual([email('max'), email('mei'), email('rosa')]);
});

test('the platform that it falls over to has a minute of its own', async () => {
  const inTeams: string[] = [];
  let hiccups = 1;
  const teams = aChat('teams', async (...told) => {
    hiccups -= 1;
    if (hiccups >= 0) throw new Error('teams: http_429');
    return works(inTeams)(...told);
  });
  const { tell, wait, mails } = await telling(aReleasedRequest(), {
    chats: [aChat('slack', () => Promise.reject(new Error('slack users.lookupByEmail: http_503'))), teams],
    grants: managers,
  });
  await tell();
  wait(60);
  expect(await tell()).toBe('not-all');
  expect(await tell()).toBe('told');
  expect(inTeams.toSorted()).toEqual([email('max'), email('mei'), email('rosa')]);
  expect(mails).toEqual([email('rosa')]);
});

/** A chat that finds nobody at first, and later finds everybody but cannot send. */
const aFailingSlack = () => {
  let finds = false;
  const chat = aChat('slack', async (_to, { card }) => {
    if (!finds) throw new Error('slack users.lookupByEmail: http_503');
    await card();
    throw new Error('slack chat.postMessage: http_503');
  });
  return {
    chat,
    find: (): void => {
      finds = true;
    },
  };
};

test('I10: the link that was counted for a message which one platform could not send is in what another sends', async () => {
  const said: string[] = [];
  const slack = aFailingSlack();
  const teams = aChat('teams', async (to, { card }) => {
    said.push(JSON.stringify(await card()));
    return works([])(to, { card, isTheirs: async () => true });
  });
  const { tell, wait, read } = await telling(aReleasedRequest({ terms: { maxLinks: 3 } }), {
    chats: [slack.chat, teams],
    grants: [aGrant('mei', 'EgressManager')],
  });
  await tell();
  slack.find();
  wait(60);
  expect(await tell()).toBe('told');
  expect(read().links).toMatchObject([{ person: { id: email('mei') }, cause: 'release-message' }]);
  expect(said.filter((card) => card.includes('https://lake.example/zip'))).toHaveLength(1);
});

test('I10: of the only link, which was counted for a message that no chat could send, the e-mail says how to be given it', async () => {
  const slack = aFailingSlack();
  slack.find();
  const { ports, tell, wait, read, bodies } = await telling(aReleasedRequest({ terms: { maxLinks: 1 } }), {
    chats: [slack.chat],
    grants: [aGrant('mei', 'EgressManager')],
  });
  await tell();
  expect(read().status).toMatchObject({ kind: 'closed', reason: 'links-used' });
  wait(60);
  expect(await tell()).toBe('told');
  const id = shortId(read().id);
  expect(bodies.join()).toContain(`Your own link could not be sent in chat. To get it for as long as it works, in chat: “link ${id}”`);
  const asked = await askForLink(ports.core, aStanding('mei', ['EgressManager'], { asOf: ports.clock() }), { id: read().id });
  expect(asked.ok && linkJustCounted(asked.value)).toMatchObject({ again: true, link: { number: 1 } });
});

test('a platform that was down for a moment has nobody told twice', async () => {
  const inSlack: string[] = [];
  const inTeams: string[] = [];
  let down = true;
  const slack = aChat('slack', async (...told) => {
    if (down) throw new Error('slack chat.postMessage: http_503');
    return works(inSlack)(...told);
  });
  const { tell, wait, mails } = await telling(aReleasedRequest(), { chats: [slack, aChat('teams', works(inTeams))], grants: managers });
  await tell();
  down = false;
  wait(2);
  expect(await tell()).toBe('told');
  wait(120);
  await tell();
  expect({ inSlack: inSlack.toSorted(), inTeams, mails }).toEqual({
    inSlack: [email('max'), email('mei'), email('rosa')],
    inTeams: [],
    mails: [email('rosa')],
  });
});

test('a late review whose channel is gone is told to those who hold the role, though an admin cannot be mailed', async () => {
  const terms = { stages: [aStage({ escalateTo: 'ResearchIT' })] };
  const request = withFacts(aRequestInReview({ terms }), [[system, { kind: 'escalated', stage: 0, to: 'ResearchIT' }]]);
  const gone = aChat(
    'slack',
    async () => 'unknown',
    () => Promise.reject(new ChannelUnreachableError('channel_not_found')),
  );
  const { ports, tell, mails } = await telling(request, {
    chats: [gone],
    refused: [email('gone')],
    grants: [aGrant('rita', 'ResearchIT')],
  });
  await ports.roster.mappings.write({
    partition: 'mappings',
    key: 'late',
    version: 1,
    channel: { platform: 'slack', tenant: 'T', id: 'C1' },
    channelName: 'late',
    role: 'escalations',
    project: '*',
    state: 'active',
    events: [],
  });
  await tell();
  expect(mails).toContain(email('rita'));
});

const ian = person('ian');
const asking = (number: number): readonly [Actor, Fact] => [ian, { kind: 'asked', stage: 0, number, text: `Question ${number}?` }];
const unanswered: readonly [Actor, Fact] = [system, { kind: 'pause-ended', stage: 0, number: 1 }];

test.each([
  { about: 'a question that nobody answered in time', facts: [asking(1), unanswered], told: true },
  { about: 'it once another question waits', facts: [asking(1), unanswered, asking(2)], told: false },
])('I17: those who can decide hear of $about: $told', async ({ facts, told }) => {
  const { tell, mails } = await telling(withFacts(aRequestInReview(), facts), {
    chats: [],
    grants: [aGrant('ines', 'InformationGovernance')],
  });
  await tell();
  expect(mails.includes(email('ines'))).toBe(told);
});

test('the reminder of a question that was answered says the next question to nobody once more', async () => {
  const said: string[] = [];
  const facts: readonly (readonly [Actor, Fact])[] = [
    asking(1),
    [ian, { kind: 'reminded', stage: 0, question: 1 }],
    [person('rosa'), { kind: 'answered', number: 1, text: 'Wards 7 and 9.' }],
    asking(2),
  ];
  const { tell } = await telling(withFacts(aRequestInReview(), facts), { chats: [aChat('slack', works(said))] });
  await tell();
  expect(said.filter((to) => to === email('rosa'))).toEqual([email('rosa')]);
});

test.each([
  { about: 'an answer', next: [approval('ines', 0), approval('rita', 1)] },
  {
    about: 'a rejection',
    next: [[person('ines'), { kind: 'rejected', stage: 0, digest, category: 'other', reason: 'This names a patient.' }]] as const,
  },
])('who was told of $about long ago is not asked for in a group that cannot be read now', async ({ next }) => {
  let isUp = true;
  const groups: Groups = {
    roles: [{ group: { kind: 'slack', teamId: 'T1', id: 'S1' }, role: 'InformationGovernance', project: '*' }],
    has: async () => undefined,
    people: async () => (isUp ? [email('ian')] : undefined),
  };
  const asked = withFacts(aRequestInReview({ terms: { stages: [aStage({ approvals: 2 }), aStage({ role: 'ResearchIT' })] } }), [
    asking(1),
    [person('rosa'), { kind: 'answered', number: 1, text: 'Wards 7 and 9.' }],
    approval('ian', 0),
  ]);
  const { tell, become } = await telling(asked, { chats: [aChat('slack', works([]))], groups });
  expect(await tell()).toBe('told');
  become(withFacts(asked, next));
  expect(await tell()).toBe('told');
  isUp = false;
  expect(await tell()).toBe('told');
});

/** A chat that keeps each private message as it is drawn now, as Teams draws it. */
const aDesk = () => {
  const shown = new Map<string, string>();
  const draw = (card: Card): string => JSON.stringify(cardActivity(english, card, { kind: 'personal' }));
  let messages = 0;
  const tell: Chat['tell'] = async (to, { card }) => {
    messages += 1;
    shown.set(`${to} ${messages}`, draw(await card()));
    return { identity: { platform: 'teams', tenant: 't', user: to }, conversation: 'c', message: `${to} ${messages}` };
  };
  const retell: Chat['retell'] = async ({ message }, card) => {
    shown.set(message, draw(card));
    return 'updated';
  };
  const told = (name: string): string => [...shown].flatMap(([key, text]) => (key.startsWith(email(name)) ? [text] : [])).join(' ');
  return { chat: { ...aChat('teams', tell), retell }, told };
};

const reminded: readonly [Actor, Fact] = [system, { kind: 'reminded', stage: 0 }];
const later = '2026-12-20T12:00:00.000Z' as Instant;

test('I14: a reminder says until when somebody has to decide, and what was asked, once a question has moved the deadline', async () => {
  const { chat, told } = aDesk();
  const request = withFacts(aRequestInReview(), [reminded]);
  const { tell, become } = await telling(request, { chats: [chat], grants: [aGrant('ines', 'InformationGovernance')] });
  await tell();
  expect(told('ines')).not.toContain('20 Dec 2026');
  become(
    withFacts(request, [
      [ian, { kind: 'asked', stage: 0, number: 1, text: 'Which wards?', pause: { until: later, times: { deadline: later } } }],
    ]),
  );
  await tell();
  expect(told('ines')).toContain('20 Dec 2026');
  expect(told('ines')).toContain('Which wards?');
});

test('I14: that nobody answered in time is taken back once somebody has, and the answer is read by whoever can still decide', async () => {
  const { chat, told } = aDesk();
  const request = withFacts(aRequestInReview(), [asking(1), unanswered]);
  const ivy = { person: email('ivy'), role: 'InformationGovernance', project: '*' } as const;
  const grant = aGrant('ivy', ivy.role, { key: grantKey(ivy) });
  const { ports, tell, become } = await telling(request, { chats: [chat], grants: [aGrant('ines', 'InformationGovernance'), grant] });
  await tell();
  for (const name of ['ines', 'ivy']) expect(told(name)).toContain('decide on its card without the answer');
  await ports.roster.grants.write({ ...grant, version: 2, state: 'revoked' });
  become(withFacts(request, [[person('rosa'), { kind: 'answered', number: 1, text: 'Wards 7 and 9.' }]]));
  await tell();
  expect(told('ines')).toContain('the question is answered now');
  expect(told('ines')).toContain('Wards 7 and 9.');
  for (const name of ['ines', 'ivy']) expect(told(name)).not.toMatch(/without the answer|not answered in time/);
  expect(told('ivy')).toContain('you cannot decide on it now');
  expect(told('ivy')).not.toMatch(/Wards 7 and 9|Approve/);
});

test('I5: whoever stands in for a colleague reads in the reminder for whom they would decide', async () => {
  const { chat, told } = aDesk();
  const held = { role: 'InformationGovernance', project: '*' } as const;
  const logged = (fact: RosterFact): Pick<Grant, 'events'> => ({
    events: [{ seq: 1, at: noon, actor: system, policyDigest: digest, fact, previous: digest, hash: digest }],
  });
  const passed = { delegatedBy: email('ines'), until: later };
  const grants = [
    aGrant('ines', held.role, logged({ ...held, kind: 'granted', person: email('ines') })),
    aGrant('oliver', held.role, { ...passed, ...logged({ ...held, ...passed, kind: 'delegated', person: email('oliver') }) }),
  ];
  const { tell } = await telling(withFacts(aRequestInReview(), [reminded]), { chats: [chat], grants });
  await tell();
  expect(told('oliver')).toContain(`You decide in place of ${email('ines')}`);
  expect(told('ines')).not.toContain('in place of');
});

test('I4: whoever took part hears of the rejection, unless their role was taken back', async () => {
  const request = withFacts(aRequestInReview({ terms: { stages: [aStage({ approvals: 3 })] } }), [
    approval('ian', 0),
    approval('ines', 0),
    [person('rita'), { kind: 'rejected', stage: 0, digest, category: 'other', reason: 'This names a patient.' }],
  ]);
  const held = { person: email('ines'), role: 'InformationGovernance', project: '*' } as const;
  const grants = [aGrant('ines', held.role, { key: grantKey(held) })];
  const { tell, mails } = await telling(request, { chats: [], grants });
  expect(await tell()).toBe('told');
  expect(mails).toContain(email('ines'));
  expect(mails).not.toContain(email('ian'));
});
