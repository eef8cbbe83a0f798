import { describe, expect, test } from 'vitest';
import { snsOverHttps } from '../../src/handlers/sns-https.ts';
import { BadInputError } from '../../src/workflow/errors.ts';
import type { Instant } from '../../src/workflow/request.ts';
import { selfSigned } from './self-signed.ts';
import type { SnsBody } from './signed-sns.ts';
import { signedSns } from './signed-sns.ts';

const topicArn = 'arn:aws:sns:eu-west-2:111122223333:swb-egress';
const now = '2026-11-22T10:00:00.000Z' as Instant;
const certUrl = 'https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-abc.pem';
const subscribe = `https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(topicArn)}&Token=t`;
const valid = selfSigned({ from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') });
const other = selfSigned({ from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') });

const notification: SnsBody = {
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: topicArn,
  Subject: 'Egress',
  Message: '{"id":"é <!channel>"}\nsecond line',
  Timestamp: '2026-11-22T09:59:59.000Z',
  SignatureVersion: '2',
  SigningCertURL: certUrl,
  UnsubscribeURL: 'https://sns.eu-west-2.amazonaws.com/?Action=Unsubscribe',
};
const confirmation: SnsBody = {
  Type: 'SubscriptionConfirmation',
  MessageId: 'm-2',
  TopicArn: topicArn,
  Token: 't',
  Message: 'You have chosen to subscribe',
  SubscribeURL: subscribe,
  Timestamp: '2026-11-22T09:59:59.000Z',
  SignatureVersion: '2',
  SigningCertURL: certUrl,
};

const signed = (body: SnsBody, key = valid.privateKey): SnsBody => signedSns(body, key);

/** A receiver whose network is this table; remembers what it asked for. */
const receiver = (pages: { readonly [url: string]: () => Response } = {}) => {
  const asked: string[] = [];
  const known: { readonly [url: string]: () => Response } = {
    [certUrl]: () => new Response(valid.pem),
    [subscribe]: () => new Response('<ConfirmSubscriptionResponse/>'),
    ...pages,
  };
  const receive = snsOverHttps({
    topicArn,
    clock: () => now,
    fetch: async (url, { redirect }) => {
      asked.push(url);
      expect(redirect).toBe('error');
      return known[url]?.() ?? new Response('not here', { status: 404 });
    },
  });
  return { asked, receive, send: (body: SnsBody) => receive(JSON.stringify(body)) };
};

describe('a signed notification', () => {
  test.each(['1', '2'])('is read with signature version %s', async (SignatureVersion) => {
    const { send } = receiver();
    expect(await send(signed({ ...notification, SignatureVersion }))).toEqual({
      kind: 'notification',
      id: 'm-1',
      message: notification['Message'],
    });
  });

  test('is read without a subject, and with one that is null', async () => {
    const { Subject: _, ...bare } = notification;
    const { receive } = receiver();
    expect(await receive(JSON.stringify(signed(bare)))).toMatchObject({ kind: 'notification' });
    expect(await receive(JSON.stringify({ ...signed(bare), Subject: null }))).toMatchObject({ kind: 'notification' });
  });

  test('asks for the certificate once', async () => {
    const { asked, send } = receiver();
    await send(signed(notification));
    await send(signed({ ...notification, MessageId: 'm-3' }));
    expect(asked).toEqual([certUrl]);
  });

  test('I15: is read again when it is delivered again', async () => {
    const { send } = receiver();
    const body = signed(notification);
    expect(await send(body)).toEqual(await send(body));
  });
});

describe('I3: refused, and nothing asked of the network', () => {
  test.each<{ what: string; body: SnsBody; field: string }>([
    { what: 'another topic', body: signed({ ...notification, TopicArn: `${topicArn}-2` }), field: 'TopicArn' },
    { what: "another topic's confirmation", body: signed({ ...confirmation, TopicArn: `${topicArn}-2` }), field: 'TopicArn' },
    {
      what: 'a certificate from elsewhere',
      body: signed({ ...notification, SigningCertURL: 'https://evil.example/x.pem' }),
      field: 'SigningCertURL',
    },
    ...[
      'http://sns.eu-west-2.amazonaws.com/x.pem',
      'https://sns.eu-west-2.amazonaws.com.evil.example/x.pem',
      'https://sns.eu-west-2.amazonaws.com:8443/x.pem',
      'https://user:pw@sns.eu-west-2.amazonaws.com/x.pem',
      'https://evil.example/https://sns.eu-west-2.amazonaws.com/x.pem',
      'https://sns.eu-west-2.amazonaws.com@evil.example/x.pem',
      'https://my-bucket.s3.eu-west-2.amazonaws.com/x.pem',
      'https://sns.evil.example/sns.eu-west-2.amazonaws.com/x.pem',
      'https://sns.a.b.amazonaws.com/x.pem',
      'https://sns.eu-west-2.amazonaws.com/x.txt',
      'https://sns.eu-west-2.amazonaws.com/x.pem',
      'https://sns.eu-west-2.amazonaws.com/x.pem?Action=GetEndpointAttributes',
      'https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-abc.pem?Action=GetEndpointAttributes',
      'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-abc.pem',
      'https://sns.eu-west-2.amazonaws.com/?x.pem',
      'file:///etc/x.pem',
      'x.pem',
    ].map((SigningCertURL) => ({
      what: `the certificate ${SigningCertURL}`,
      body: signed({ ...notification, SigningCertURL }),
      field: 'SigningCertURL',
    })),
    { what: 'no signature', body: notification, field: 'Signature' },
    { what: 'an empty signature', body: { ...notification, Signature: '' }, field: 'Signature' },
    { what: 'signature version 3', body: { ...signed(notification), SignatureVersion: '3' }, field: 'SignatureVersion' },
    { what: 'an unknown type', body: { ...signed(notification), Type: 'Other' }, field: 'Type' },
  ])('$what', async ({ body, field }) => {
    const { asked, send } = receiver();
    await expect(send(body)).rejects.toMatchObject({ name: 'BadInputError', field });
    expect(asked).toEqual([]);
  });

  test.each(['', 'hello', '[]', 'null', '{}', `{"Message":"${'x'.repeat(1024 * 1024)}"}`])('garbage: %#', async (body) => {
    const { asked, receive } = receiver();
    await expect(receive(body)).rejects.toBeInstanceOf(BadInputError);
    expect(asked).toEqual([]);
  });

  test("a raw delivery of SWB's message, which nobody signed", async () => {
    await expect(receiver().receive('{"id":"8f2b7c1e-5d3a-4e61-9a57-0c1d2e3f4a5b"}')).rejects.toThrow(/raw delivery over HTTPS/);
  });
});

describe('I3: a tampered or foreign signature is refused', () => {
  test.each(['Message', 'MessageId', 'Subject', 'Timestamp'])('%s changed after signing', async (field) => {
    const body = signed(notification);
    await expect(receiver().send({ ...body, [field]: `${body[field]}x` })).rejects.toMatchObject({ field: 'Signature' });
  });

  test.each(['Token', 'SubscribeURL', 'Message'])('%s of a confirmation changed after signing', async (field) => {
    const { asked, send } = receiver();
    const body = signed(confirmation);
    await expect(send({ ...body, [field]: `${body[field]}x` })).rejects.toMatchObject({ field: 'Signature' });
    expect(asked).toEqual([certUrl]);
  });

  test('a subject added after signing', async () => {
    const { Subject: _, ...bare } = notification;
    await expect(receiver().send({ ...signed(bare), Subject: 'x' })).rejects.toMatchObject({ field: 'Signature' });
  });

  test('a confirmation turned into a notification', async () => {
    await expect(receiver().send({ ...signed(confirmation), Type: 'Notification' })).rejects.toMatchObject({ field: 'Signature' });
  });

  test('a version 1 signature sent as version 2', async () => {
    const body = signed({ ...notification, SignatureVersion: '1' });
    await expect(receiver().send({ ...body, SignatureVersion: '2' })).rejects.toMatchObject({ field: 'Signature' });
  });

  test("somebody else's key", async () => {
    await expect(receiver().send(signed(notification, other.privateKey))).rejects.toMatchObject({ field: 'Signature' });
  });

  test('a signature that is no signature', async () => {
    await expect(receiver().send({ ...notification, Signature: '%%%' })).rejects.toMatchObject({ field: 'Signature' });
  });
});

describe('I3: a certificate is refused', () => {
  const expired = selfSigned({ from: new Date('2025-01-01T00:00:00Z'), to: new Date('2026-01-01T00:00:00Z') });
  const early = selfSigned({ from: new Date('2027-01-01T00:00:00Z'), to: new Date('2028-01-01T00:00:00Z') });
  const curve = selfSigned({ from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z'), type: 'ec' });

  test.each([
    { what: 'that has expired', pem: expired.pem, key: expired.privateKey },
    { what: 'that is not valid yet', pem: early.pem, key: early.privateKey },
    { what: 'of another kind of key', pem: curve.pem, key: curve.privateKey },
    { what: 'that is none', pem: 'hello', key: valid.privateKey },
  ])('$what', async ({ pem, key }) => {
    const { send } = receiver({ [certUrl]: () => new Response(pem) });
    await expect(send(signed(notification, key))).rejects.toMatchObject({ name: 'BadInputError', field: 'SigningCertURL' });
  });

  test('but a network that fails is no fault of the message, and is asked again', async () => {
    let answers = 0;
    const flaky = () => {
      answers += 1;
      return answers === 1 ? new Response('busy', { status: 503 }) : new Response(valid.pem);
    };
    const { send } = receiver({ [certUrl]: flaky });
    await expect(send(signed(notification))).rejects.not.toBeInstanceOf(BadInputError);
    expect(await send(signed(notification))).toMatchObject({ kind: 'notification' });
  });
});

describe('a subscription', () => {
  test('to the configured topic is confirmed', async () => {
    const { asked, send } = receiver();
    expect(await send(signed(confirmation))).toEqual({ kind: 'subscribed', id: 'm-2' });
    expect(asked).toEqual([certUrl, subscribe]);
  });

  test.each([
    'https://evil.example/?Action=ConfirmSubscription',
    subscribe.replace('https:', 'http:'),
    subscribe.replace('ConfirmSubscription', 'DeleteTopic'),
    subscribe.replace('swb-egress', 'swb-other'),
  ])('I3: is not confirmed at %s, though signed', async (SubscribeURL) => {
    const { asked, send } = receiver();
    await expect(send(signed({ ...confirmation, SubscribeURL }))).rejects.toMatchObject({ field: 'SubscribeURL' });
    expect(asked).toEqual([certUrl]);
  });

  test('that SNS does not confirm is an error to be tried again', async () => {
    const { send } = receiver({ [subscribe]: () => new Response('busy', { status: 503 }) });
    await expect(send(signed(confirmation))).rejects.not.toBeInstanceOf(BadInputError);
  });

  test('that ended is told and left alone', async () => {
    const { asked, send } = receiver();
    expect(await send(signed({ ...confirmation, Type: 'UnsubscribeConfirmation' }))).toEqual({ kind: 'unsubscribed', id: 'm-2' });
    expect(asked).toEqual([certUrl]);
  });
});
