import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { readJsonc } from '../../../src/handlers/jsonc.ts';
import { doubtsAbout } from '../../../src/handlers/serve/doubts.ts';
import { readInstallation } from '../../../src/handlers/serve/installation-file.ts';

const root = new URL('../../../', import.meta.url);
const example = new URL('serve.example.jsonc', root).pathname;
const variables = {
  SALLYPORT_SLACK_BOT_TOKEN: 'xoxb-0123456789',
  SALLYPORT_SLACK_SIGNING_SECRET: '0123456789abcdef',
};

/** The example, changed, in a folder with its policy and a secret in a file. */
const written = (change: (file: Record<string, never>) => unknown = () => undefined): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = Object(readJsonc('example', readFileSync(example, 'utf8')));
  file.teams.password = { file: 'teams-password' };
  change(file);
  const policy = readFileSync(new URL('policy.example.jsonc', root), 'utf8');
  writeFileSync(join(folder, 'policy.jsonc'), policy);
  writeFileSync(join(folder, 'pages.jsonc'), policy.replace('"downloadPage": false', '"downloadPage": true'));
  const inGroups = (groups: string) => policy.replace('"label": "Research IT"', `"label": "Research IT", "groups": ${groups}`);
  writeFileSync(join(folder, 'slack-groups.jsonc'), inGroups('{ "slack": [{ "teamId": "T0123", "id": "S0123456789", "name": "it" }] }'));
  writeFileSync(
    join(folder, 'entra-groups.jsonc'),
    inGroups('{ "entra": [{ "id": "6f2c0c0e-2a6b-4a52-9b0d-0f7b0c2e9d12", "name": "it" }] }'),
  );
  writeFileSync(join(folder, 'teams-password'), '  0123456789abcdef\n', { mode: 0o600 });
  writeFileSync(join(folder, 'blank'), ' \n');
  writeFileSync(join(folder, 'short'), 'short');
  writeFileSync(join(folder, 'installation.jsonc'), JSON.stringify(file));
  return join(folder, 'installation.jsonc');
};

/** What a change may ask of the environment. */
const environment = z.record(z.string().regex(/^[A-Z_]+$/), z.string());

/** What is wrong with the example when it is changed like this. */
const problem = (change: Parameters<typeof written>[0], given: Readonly<Record<string, string>> = variables): string => {
  let more: unknown;
  const file = written((described) => (more = change?.(described)));
  try {
    readInstallation(file, { ...given, ...environment.safeParse(more).data });
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing';
};

test('the example is right, with its secrets where it says', () => {
  const file = written();
  const read = readInstallation(file, variables);
  expect(read).toMatchObject({
    dataFolder: '/var/lib/sallyport',
    listen: { host: '127.0.0.1', port: 8080 },
    publicUrl: 'https://sallyport.example.ac.uk',
    slack: { botToken: 'xoxb-0123456789', signingSecret: '0123456789abcdef' },
    teams: { password: '0123456789abcdef' },
    intake: { folder: { path: '/srv/sallyport-intake', everySeconds: 5 } },
    shutdownSeconds: 25,
  });
  expect(read.policy.organisation.name).toBe('Example University TRE');
});

test('what the example has in comments is right as well', () => {
  const text = readFileSync(example, 'utf8')
    .replaceAll(/^( *)\/\/ (?=["} ])/gm, '$1')
    .replace(/"signingSecret".*\n/, '')
    .replace(/ *"mail": \{ "from".*\n/, '')
    .replaceAll(/\}\n(?= *(?:\/\/|"))/g, '},\n');
  const file = Object(readJsonc('example', text));
  const read = readInstallation(
    written((changed) => {
      file.mail.password = { env: 'SMTP_PASSWORD' };
      Object.assign(changed, file, { teams: undefined, stack: undefined });
    }),
    { ...variables, SALLYPORT_SLACK_APP_TOKEN: 'xapp-0123456789', SMTP_PASSWORD: 'of-the-tests', AWS_REGION: 'eu-west-2' },
  );
  expect(read).toMatchObject({
    slack: { appToken: 'xapp-0123456789' },
    intake: { sns: { topicArn: queue.topicArn }, queue },
    s3: { auditBucket: 'example-audit', pathStyle: false },
    mail: {
      kind: 'smtp',
      from: 'egress@example.ac.uk',
      smtp: { host: 'smtp.example.ac.uk', port: 587, tls: 'starttls', login: { user: 'sallyport', password: 'of-the-tests' } },
    },
  });
});

const stack = {
  table: 'Sallyport-Table',
  followUpQueueUrl: 'https://sqs.eu-west-2.amazonaws.com/111122223333/sallyport-follow-up.fifo',
  stagingBucket: 'example-staging',
  dataLakeBucket: 'example-data-lake',
};
const mail = { from: 'egress@example.ac.uk' };
const smtp = { ...mail, kind: 'smtp', host: 'smtp.example.ac.uk' };
const inAws = { ...variables, AWS_REGION: 'eu-west-2' };

test('the stack of AWS takes the place of folder, intake and objects', () => {
  const file = written((changed) => Object.assign(changed, { dataFolder: undefined, intake: undefined, stack, mail }));
  expect(readInstallation(file, inAws)).toMatchObject({
    kind: 'front',
    stack: { ...stack, pathStyle: false },
    mail: { kind: 'ses', from: mail.from },
  });
});

test('mail by a server of its own needs no region', () => {
  expect(
    readInstallation(
      written((changed) => Object.assign(changed, { mail: smtp })),
      variables,
    ),
  ).toMatchObject({
    mail: { kind: 'smtp', from: mail.from, smtp: { host: smtp.host, port: 587, tls: 'starttls' } },
  });
});

/** As the example has it. */
const queue = {
  topicArn: 'arn:aws:sns:eu-west-2:111122223333:swb-egress',
  url: 'https://sqs.eu-west-2.amazonaws.com/111122223333/sallyport-intake',
};

describe('I3: refused, with the field and what was expected', () => {
  type Changed = Record<string, Record<string, unknown>>;
  test.each<{ what: string; change: (file: Changed) => unknown; says: string }>([
    { what: 'an unknown key', change: (file) => Object.assign(file, { polcyFile: 'x' }), says: 'polcyFile: no such key' },
    {
      what: 'an unknown key within',
      change: (file) => Object.assign(file['listen'] ?? {}, { tls: true }),
      says: 'listen.tls: no such key',
    },
    {
      what: 'a secret written out',
      change: (file) => Object.assign(file['slack'] ?? {}, { botToken: 'xoxb-written-out-here' }),
      says: 'slack.botToken: { "env": NAME } or { "file": PATH }, never the secret itself',
    },
    {
      what: 'a secret in two places',
      change: (file) => Object.assign(file['slack'] ?? {}, { botToken: { env: 'A', file: 'b' } }),
      says: 'slack.botToken: { "env": NAME } or { "file": PATH }',
    },
    {
      what: 'a blank file for a secret',
      change: (file) => Object.assign(file['teams'] ?? {}, { password: { file: 'blank' } }),
      says: 'teams.password: a secret in the file blank, which is not there, not readable for this user, or blank',
    },
    {
      what: 'a file that is not there',
      change: (file) => Object.assign(file['teams'] ?? {}, { password: { file: 'nowhere' } }),
      says: 'teams.password: a secret in the file nowhere',
    },
    {
      what: 'a name for an address',
      change: (file) => Object.assign(file['listen'] ?? {}, { host: 'localhost' }),
      says: 'listen.host: an IP address',
    },
    {
      what: 'a port too high',
      change: (file) => Object.assign(file['listen'] ?? {}, { port: 65_536 }),
      says: 'listen.port: a whole number',
    },
    {
      what: 'a public address without TLS',
      change: (file) => Object.assign(file, { publicUrl: 'http://sallyport.example' }),
      says: 'publicUrl: the https address that people reach this server at (what is there begins with http://',
    },
    {
      what: 'a public address with a question',
      change: (file) => Object.assign(file, { publicUrl: 'https://sallyport.example/?a=b' }),
      says: 'publicUrl: the https address that people reach this server at (what is there has a ? or a #)',
    },
    {
      what: 'a public address without its beginning',
      change: (file) => Object.assign(file, { publicUrl: 'sallyport.example' }),
      says: 'publicUrl: the https address that people reach this server at (what is there begins neither with https://',
    },
    {
      what: 'a secret that is too short',
      change: (file) => Object.assign(file['teams'] ?? {}, { password: { file: 'short' } }),
      says: "teams.password: the bot registration's client secret, 16 characters or more without a space (the file short holds",
    },
    ...[
      { what: 'two lines', text: 'xoxb-0123456789\nxoxb-0123456789', says: 'holds more than one word or line' },
      { what: 'quotation marks', text: '"xoxb-0123456789"', says: 'holds quotation marks around it' },
      { what: 'its beginning alone', text: 'xoxb-01234', says: 'holds something too short' },
      { what: 'UTF-16', text: Buffer.from('\uFEFFxoxb-0123456789', 'utf16le').toString(), says: 'holds no UTF-8 text' },
    ].map(({ what, text, says }) => ({
      what: `a secret of which there is ${what}`,
      change: (file: Changed) => {
        Object.assign(file['slack'] ?? {}, { botToken: { env: 'WRONG' } });
        return { WRONG: text };
      },
      says: `slack.botToken: a bot token, which begins with xoxb- (the environment variable WRONG ${says})`,
    })),
    {
      what: "the guide's placeholder for an address",
      change: (file) => Object.assign(file, { publicUrl: 'https://YOUR-ADDRESS' }),
      says: 'publicUrl: the https address that people reach this server at (what is there is still what the guide has in its place)',
    },
    {
      what: 'groups of a Slack that is not set up',
      change: (file) => Object.assign(file, { slack: undefined, policyFile: 'slack-groups.jsonc' }),
      says: 'slack: a block, because the policy file has roles held by groups of Slack',
    },
    {
      what: 'groups of an Entra whose Teams is not set up',
      change: (file) => Object.assign(file, { teams: undefined, policyFile: 'entra-groups.jsonc' }),
      says: 'teams: a block, because the policy file has roles held by groups of Entra',
    },
    {
      what: 'one bucket for what is staged and what is recorded',
      change: (file) =>
        Object.assign(file, {
          s3: {
            stagingBucket: 'one',
            dataLakeBucket: 'example-data-lake',
            dataLakeKeyArn: 'arn:aws:kms:eu-west-2:111122223333:key/33333333-3333-3333-3333-333333333333',
            auditBucket: 'one',
            egressStoreTable: 'example-EgressStore',
          },
        }),
      says: 's3: a bucket of its own for each purpose',
    },
    {
      what: 'one bucket for what the stack stages and releases',
      change: (file) =>
        Object.assign(file, { stack: { ...stack, stagingBucket: stack.dataLakeBucket }, mail, dataFolder: undefined, intake: undefined }),
      says: 'stack: a bucket of its own for each purpose',
    },
    {
      what: 'a region that is a city',
      change: (file) => {
        Object.assign(file, { mail });
        return { AWS_REGION: 'London' };
      },
      says: 'mail: the region in the environment variable AWS_REGION, such as eu-west-2, which is "London" there',
    },
    {
      what: 'an intake folder that is a file',
      change: (file) => Object.assign(file['intake'] ?? {}, { folder: { path: 'blank' } }),
      says: 'intake.folder.path: the path of a folder; ',
    },
    {
      what: 'no public address for a server that others reach',
      change: (file) => Object.assign(file, { publicUrl: undefined, listen: { host: '0.0.0.0', port: 1 } }),
      says: 'publicUrl: the https address that people reach this server at, unless',
    },
    {
      what: 'no public address for the page of links that the policy wants',
      change: (file) => Object.assign(file, { publicUrl: undefined, policyFile: 'pages.jsonc' }),
      says: 'publicUrl: the https address that people reach this server at, because the policy file has "downloadPage": true',
    },
    {
      what: 'a Slack elsewhere',
      change: (file) => Object.assign(file['slack'] ?? {}, { apiUrl: 'https://slack.example/api/' }),
      says: 'slack.apiUrl: an address of this machine',
    },
    {
      what: 'a tenant that the policy does not serve',
      change: (file) => Object.assign(file['teams'] ?? {}, { tenantId: '00000000-0000-4000-8000-000000000009' }),
      says: 'teams.tenantId: a tenant that organisation.teams.tenantIds',
    },
    {
      what: 'no policy file',
      change: (file) => Object.assign(file, { policyFile: 'none.jsonc' }),
      says: 'policy file: a file; there is no ',
    },
    {
      what: 'no intake',
      change: (file) => Object.assign(file, { intake: {} }),
      says: 'intake: a folder, sns, a queue, or several of them',
    },
    {
      what: 'notifications of SNS about objects in folders',
      change: (file) => Object.assign(file['intake'] ?? {}, { sns: { topicArn: 'arn:aws:sns:eu-west-2:111122223333:swb-egress' } }),
      says: 'intake.sns: the block s3 as well',
    },
    {
      what: 'a queue of notifications about objects in folders',
      change: (file) => Object.assign(file['intake'] ?? {}, { queue }),
      says: 'intake.queue: the block s3 as well',
    },
    {
      what: 'a queue without an address',
      change: (file) => Object.assign(file['intake'] ?? {}, { queue: { ...queue, url: 'sallyport-intake' } }),
      says: 'intake.queue.url: the URL of a queue that is subscribed to the topic',
    },
    {
      what: 'mail without a region',
      change: (file) => Object.assign(file, { mail: { from: 'egress@example.ac.uk' } }),
      says: 'mail: the region in the environment variable AWS_REGION, such as eu-west-2, which is not set or blank',
    },
    {
      what: 'mail by pigeon',
      change: (file) => Object.assign(file, { mail: { kind: 'pigeon', from: mail.from } }),
      says: 'mail.kind: "ses" or "smtp" as kind',
    },
    {
      what: 'a mail server without its kind',
      change: (file) => Object.assign(file, { mail: { from: mail.from, host: 'smtp.example.ac.uk' } }),
      says: 'mail.host: no such key, unless the block says "kind": "smtp"',
    },
    {
      what: 'mail without TLS to another machine',
      change: (file) => Object.assign(file, { mail: { ...smtp, tls: 'none' } }),
      says: 'mail.tls: "starttls" or "implicit": without TLS',
    },
    {
      what: "mail without TLS to another machine whose name begins like this one's address",
      change: (file) => Object.assign(file, { mail: { ...smtp, host: '127.mail.example.ac.uk', tls: 'none' } }),
      says: 'mail.tls: "starttls" or "implicit": without TLS',
    },
    {
      what: 'a password without TLS',
      change: (file) => Object.assign(file, { mail: { ...smtp, host: '127.0.0.1', tls: 'none', user: 'u', password: { env: 'P' } } }),
      says: 'mail.tls: "starttls" or "implicit": without TLS',
    },
    {
      what: 'a user without a password',
      change: (file) => Object.assign(file, { mail: { ...smtp, user: 'u' } }),
      says: 'mail.password: both user and password, or neither',
    },
    {
      what: 'a password that is not there',
      change: (file) => Object.assign(file, { mail: { ...smtp, user: 'u', password: { env: 'P' } } }),
      says: 'mail.password: a secret in the environment variable P, which is not set or blank',
    },
    {
      what: 'certificates that are none',
      change: (file) => Object.assign(file, { mail: { ...smtp, caFile: 'teams-password' } }),
      says: 'mail.caFile: certificates (PEM); teams-password has none, or cannot be read',
    },
    {
      what: 'objects in S3 by halves',
      change: (file) => Object.assign(file, { s3: { stagingBucket: 'staging', dataLakeBucket: 'lake' } }),
      says: "s3.dataLakeKeyArn: the ARN of the data lake's key",
    },
    {
      what: 'no folder to keep everything in',
      change: (file) => Object.assign(file, { dataFolder: undefined }),
      says: 'dataFolder: the path of the folder that keeps everything',
    },
    {
      what: 'a folder that only a shell would find',
      change: (file) => Object.assign(file, { dataFolder: '~/data' }),
      says: 'dataFolder: the path of the folder that keeps everything; ~ is no folder here: write it whole',
    },
    {
      what: 'no intake at all',
      change: (file) => Object.assign(file, { intake: undefined }),
      says: 'intake: a { } block: a folder, sns, a queue',
    },
    {
      what: 'a folder of its own beside the stack',
      change: (file) => Object.assign(file, { stack, mail, intake: undefined }),
      says: 'dataFolder: no such block beside stack',
    },
    {
      what: 'an intake of its own beside the stack',
      change: (file) => Object.assign(file, { stack, mail, dataFolder: undefined }),
      says: 'intake: no such block beside stack',
    },
    {
      what: 'the stack without mail',
      change: (file) => Object.assign(file, { stack, dataFolder: undefined, intake: undefined }),
      says: 'mail: the block mail',
    },
    {
      what: 'the stack without a region',
      change: (file) => Object.assign(file, { stack, mail, dataFolder: undefined, intake: undefined }),
      says: 'stack: the region in the environment variable AWS_REGION',
    },
    {
      what: 'a table without its queue',
      change: (file) => Object.assign(file, { stack: { ...stack, followUpQueueUrl: undefined } }),
      says: "stack.followUpQueueUrl: the URL of the stack's follow-up queue",
    },
    {
      what: 'two ways from Slack',
      change: (file) => Object.assign(file['slack'] ?? {}, { appToken: { env: 'A' } }),
      says: 'slack.signingSecret: either a signingSecret',
    },
    {
      what: 'no way from Slack',
      change: (file) => Object.assign(file['slack'] ?? {}, { signingSecret: undefined }),
      says: 'slack.signingSecret: either a signingSecret',
    },
  ])('$what', ({ change, says }) => {
    expect(problem(change)).toContain(says);
  });

  test('no platform at all', () => {
    expect(problem((file) => Object.assign(file, { slack: undefined, teams: undefined }))).toContain('slack: a block for Slack');
  });

  test('all that is wrong with its form at once, blocks that are missing among it', () => {
    const told = problem((file) =>
      Object.assign(file, {
        dataFolder: undefined,
        intake: undefined,
        publicUrl: undefined,
        listen: { host: '0.0.0.0', port: 'x' },
        slack: { botToken: 'x' },
      }),
    );
    for (const field of ['dataFolder', 'intake', 'publicUrl', 'listen.port', 'slack.botToken', 'slack.signingSecret'])
      expect(told).toMatch(new RegExp(`^(installation file: )?${field}: `, 'm'));
    expect(problem((file) => Object.assign(file, { slack: undefined, teams: undefined, listen: 'x' }))).toMatch(
      /listen: .*\nslack: a block for Slack/,
    );
  });

  test('every missing, blank and malformed secret at once, and none of what they say', () => {
    const told = problem(() => undefined, { SALLYPORT_SLACK_BOT_TOKEN: 'xoxp-of-somebody', SALLYPORT_SLACK_SIGNING_SECRET: '   ' });
    expect(told).toContain('slack.botToken: a bot token, which begins with xoxb- (the environment variable');
    expect(told).toContain(
      'slack.signingSecret: a secret in the environment variable SALLYPORT_SLACK_SIGNING_SECRET, which is not set or blank',
    );
    expect(told).not.toContain('xoxp-of-somebody');
  });
});

describe('doubted, since it may be meant', () => {
  const doubts = (change: Parameters<typeof written>[0]): string =>
    doubtsAbout(readInstallation(written(change), { ...variables, APP: 'xapp-0123456789' })).join('\n');
  const botToken = { env: 'SALLYPORT_SLACK_BOT_TOKEN' };
  const socketMode = { botToken, appToken: { env: 'APP' } };
  const signed = { botToken, signingSecret: { env: 'SALLYPORT_SLACK_SIGNING_SECRET' } };
  const port = (number: number, tls: string) => (file: object) => Object.assign(file, { mail: { ...smtp, port: number, tls } });

  test('links that open on this machine alone, and secrets that everybody may read', () => {
    expect(doubts((file) => Object.assign(file, { publicUrl: undefined }))).toContain(
      'publicUrl: there is none, so download links begin with http://127.0.0.1:8080/download/, which opens on this machine alone',
    );
    const file = written();
    expect(doubtsAbout(readInstallation(file, variables)).join('\n')).not.toMatch(/publicUrl|teams/);
    chmodSync(join(file, '..', 'teams-password'), 0o644);
    expect(doubtsAbout(readInstallation(file, variables)).join('\n')).toContain('teams.password: everybody on this machine may read');
  });

  test.each([
    { what: 'both platforms', change: {}, says: 'Slack (at /slack/events) and Teams (at /teams/messages) must reach this server by https' },
    { what: 'Teams alone', change: { slack: socketMode }, says: 'publicUrl: there is none, and Teams (at /teams/messages) must' },
    { what: 'Slack that is connected to', change: { slack: socketMode, teams: undefined }, says: undefined },
    { what: 'a stand-in', change: { slack: { ...signed, apiUrl: 'http://127.0.0.1:9/' }, teams: undefined }, says: undefined },
  ])('a server without publicUrl, for $what', ({ change, says }) => {
    const told = doubts((file) => Object.assign(file, { publicUrl: undefined, ...change }));
    expect(told.includes(says ?? 'must reach')).toBe(says !== undefined);
    expect(doubts((file) => Object.assign(file, change))).not.toContain('must reach');
  });

  test('an intake folder in whose place others may put a link', () => {
    const above = mkdtempSync(join(tmpdir(), 'sallyport-above-'));
    onTestFinished(() => rmSync(above, { recursive: true }));
    const inIt = (mode: number): string => {
      chmodSync(above, mode);
      return doubts((file) => Object.assign(file, { intake: { folder: { path: join(above, 'intake'), everySeconds: 5 } } }));
    };
    expect(inIt(0o2775)).toContain(`intake.folder.path: others may write to ${above}`);
    for (const mode of [0o755, 0o1777]) expect(inIt(mode)).not.toContain('others may write');
  });

  test('an intake folder that everybody may write to', () => {
    const intake = mkdtempSync(join(tmpdir(), 'sallyport-open-'));
    onTestFinished(() => rmSync(intake, { recursive: true }));
    const withMode = (mode: number): string => {
      chmodSync(intake, mode);
      return doubts((file) => Object.assign(file, { intake: { folder: { path: intake, everySeconds: 5 } } }));
    };
    expect(withMode(0o777)).toContain(`intake.folder.path: everybody on this machine may write to ${intake}`);
    expect(withMode(0o2770)).not.toContain('may write');
  });

  // Who is not root cannot give a folder away.
  test.runIf(process.getuid?.() === 0)('an intake folder somewhere below one of somebody else', () => {
    const above = mkdtempSync(join(tmpdir(), 'sallyport-owned-'));
    onTestFinished(() => rmSync(above, { recursive: true }));
    const path = join(above, 'between', 'intake');
    mkdirSync(path, { recursive: true });
    chmodSync(above, 0o755);
    const ofWhom = (uid: number): string => {
      chownSync(above, uid, uid);
      return doubts((file) => Object.assign(file, { intake: { folder: { path, everySeconds: 5 } } }));
    };
    expect(ofWhom(4711)).toContain(`intake.folder.path: uid 4711, its owner, may write to ${above}`);
    expect(ofWhom(0)).not.toContain('may write');
  });

  test.each([
    { number: 465, tls: 'starttls', says: 'mail.tls: it is "starttls", and port 465 usually speaks "implicit".' },
    { number: 587, tls: 'implicit', says: 'mail.tls: it is "implicit", and port 587 usually speaks "starttls".' },
  ])('mail by port $number with $tls', ({ number, tls, says }) => {
    expect(doubts(port(number, tls))).toContain(says);
  });

  test.each([
    [465, 'implicit'],
    [587, 'starttls'],
    [2525, 'starttls'],
  ])('not mail by port %d with %s', (number, tls) => {
    expect(doubts(port(number, tls))).not.toContain('mail.tls');
  });
});
