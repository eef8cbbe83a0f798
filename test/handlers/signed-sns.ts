/** What SNS delivers over HTTPS, signed as its documentation says: written out here, not taken from the code under test. */
import type { KeyObject } from 'node:crypto';
import { createSign } from 'node:crypto';

export type SnsBody = { readonly [field: string]: string };

export const signedSns = (body: SnsBody, key: KeyObject): SnsBody => {
  const names =
    body['Type'] === 'Notification'
      ? ['Message', 'MessageId', ...(body['Subject'] === undefined ? [] : ['Subject']), 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.map((name) => `${name}\n${body[name]}\n`).join('');
  const algorithm = body['SignatureVersion'] === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return { ...body, Signature: createSign(algorithm).update(text).sign(key, 'base64') };
};
