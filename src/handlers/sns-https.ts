/** SNS deliveries over HTTPS: anybody can post them, so each is believed only for its signature. */
import type { KeyObject } from 'node:crypto';
import { createVerify, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { badInput, problemsIn } from '../workflow/issues.ts';
import type { Clock } from '../workflow/ports.ts';
import { requireTopic } from './sns.ts';

const boundary = 'SNS message';
/** SNS carries 256 KB, which JSON's escapes can swell. */
const maxBodyBytes = 1024 * 1024;
const maxAnswerBytes = 64 * 1024;
/** SNS has one certificate per region and replaces it rarely. */
const maxCertificates = 8;

/** Both signature versions that SNS knows; the topic's owner chooses. */
const algorithms: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

const required = z.string('text').min(1, 'text');
const common = {
  MessageId: required,
  TopicArn: required,
  Message: z.string('text'),
  Timestamp: required,
  SignatureVersion: z.enum(['1', '2'], 'signature version 1 or 2'),
  Signature: required,
  SigningCertURL: required,
};
const subscription = { ...common, Token: required, SubscribeURL: required };
const Envelope = z.discriminatedUnion(
  'Type',
  [
    z.looseObject({ ...common, Type: z.literal('Notification'), Subject: z.string('text').nullish() }),
    z.looseObject({ ...subscription, Type: z.literal('SubscriptionConfirmation') }),
    z.looseObject({ ...subscription, Type: z.literal('UnsubscribeConfirmation') }),
  ],
  'a notification or confirmation of SNS; raw delivery over HTTPS has no signature and is refused',
);
type Envelope = z.output<typeof Envelope>;

const refused = (field: string, expected: string, cause?: unknown) => badInput(boundary, [{ field, expected }], cause);

const parse = (body: string): Envelope => {
  if (Buffer.byteLength(body) > maxBodyBytes) throw refused('', `at most ${maxBodyBytes} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw refused('', 'JSON', cause);
  }
  const parsed = Envelope.safeParse(value);
  if (!parsed.success) throw badInput(boundary, problemsIn(parsed.error), parsed.error);
  return parsed.data;
};

/** SNS: "Verifying the signatures of Amazon SNS messages": these fields in this order, a missing Subject left out. */
const signedText = (envelope: Envelope): string => {
  const fields =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return fields
    .map((field) => ({ field, value: envelope[field] }))
    .filter(({ value }) => value !== undefined && value !== null)
    .map(({ field, value }) => `${field}\n${String(value)}\n`)
    .join('');
};

/** An address of SNS itself; without this, the sender would choose whose certificate proves them right. */
const snsUrl = (field: string, text: string): URL => {
  const url = URL.parse(text);
  const isSns =
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(url.hostname);
  if (!url || !isSns) throw refused(field, 'an https address of SNS');
  return url;
};

/** Only a file that SNS itself lays there: other paths of its host answer with what their caller wrote. */
const certificateUrl = (envelope: Envelope, topicArn: string): string => {
  const url = snsUrl('SigningCertURL', envelope.SigningCertURL);
  const region = topicArn.split(':')[3];
  const isSnsFile = /^\/SimpleNotificationService-[0-9a-f]+\.pem$/.test(url.pathname) && url.search === '' && url.hash === '';
  if (!isSnsFile || url.hostname.split('.')[1] !== region)
    throw refused('SigningCertURL', "a certificate file of SNS, from the topic's region");
  return url.href;
};

const subscribeUrl = (text: string, topicArn: string): string => {
  const url = snsUrl('SubscribeURL', text);
  if (url.searchParams.get('Action') !== 'ConfirmSubscription' || url.searchParams.get('TopicArn') !== topicArn) {
    throw refused('SubscribeURL', 'a confirmation of the configured topic');
  }
  return url.href;
};

const validKey = (pem: string, now: Date): KeyObject => {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw refused('SigningCertURL', 'a certificate', cause);
  }
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo))
    throw refused('SigningCertURL', 'a certificate in its time');
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') throw refused('SigningCertURL', 'an RSA certificate');
  return certificate.publicKey;
};

const isSigned = (envelope: Envelope, key: KeyObject): boolean =>
  createVerify(algorithms[envelope.SignatureVersion] ?? '')
    .update(signedText(envelope), 'utf8')
    .verify(key, envelope.Signature, 'base64');

export type SnsHttps = {
  readonly topicArn: string;
  readonly clock: Clock;
  /** Node's own `fetch`, or a stand-in. */
  readonly fetch: (url: string, init: { readonly redirect: 'error'; readonly signal: AbortSignal }) => Promise<Response>;
};

/** What a delivery was. A confirmed subscription is already confirmed; an ended one is for the log only. */
export type SnsDelivery =
  | { readonly kind: 'notification'; readonly id: string; readonly message: string }
  | { readonly kind: 'subscribed'; readonly id: string }
  | { readonly kind: 'unsubscribed'; readonly id: string };

/**
 * Reads the bodies of HTTPS deliveries to one subscription, certificates kept between them. Throws BadInputError for what is not SNS's or not the
 * topic's; other errors mean that SNS could not be asked and will deliver again. A replay passes: requests are taken once by their id (I15).
 */
export const snsOverHttps = ({ topicArn, clock, fetch }: SnsHttps): ((body: string) => Promise<SnsDelivery>) => {
  const certificates = new Map<string, string>();

  const get = async (url: string): Promise<string> => {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`SNS answered ${response.status} to ${new URL(url).hostname}`);
    const text = await response.text();
    if (text.length > maxAnswerBytes) throw new Error(`SNS answered more than ${maxAnswerBytes} bytes`);
    return text;
  };

  const keyOf = async (url: string): Promise<KeyObject> => {
    const now = new Date(clock());
    const kept = certificates.get(url);
    if (kept !== undefined) return validKey(kept, now);
    const pem = await get(url);
    const key = validKey(pem, now);
    const [oldest] = certificates.keys();
    if (certificates.size >= maxCertificates && oldest !== undefined) certificates.delete(oldest);
    certificates.set(url, pem);
    return key;
  };

  return async (body) => {
    const envelope = parse(body);
    requireTopic(envelope.TopicArn, topicArn);
    if (!isSigned(envelope, await keyOf(certificateUrl(envelope, topicArn)))) throw refused('Signature', 'the signature of SNS');
    const id = envelope.MessageId;
    switch (envelope.Type) {
      case 'Notification':
        return { kind: 'notification', id, message: envelope.Message };
      case 'SubscriptionConfirmation':
        await get(subscribeUrl(envelope.SubscribeURL, topicArn));
        return { kind: 'subscribed', id };
      case 'UnsubscribeConfirmation':
        return { kind: 'unsubscribed', id };
      default:
        return envelope satisfies never;
    }
  };
};
