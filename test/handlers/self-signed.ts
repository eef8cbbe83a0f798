import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, sign } from 'node:crypto';

/** One DER value: tag, length, content. */
const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);
const time = (at: Date): Buffer => der(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
const commonName = Buffer.from([0x06, 3, 0x55, 0x04, 0x03]);
const sha256WithRsa = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'));

export type SelfSigned = { readonly privateKey: KeyObject; readonly pem: string };

/** A key with a certificate that it signed itself (RFC 5280, nothing optional), made without any tool of the machine's. */
export const selfSigned = ({
  from,
  to,
  type = 'rsa',
  name: called = 'sns.example',
}: {
  readonly from: Date;
  readonly to: Date;
  readonly type?: 'rsa' | 'ec';
  readonly name?: string;
}): SelfSigned => {
  const signer = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const subject = type === 'rsa' ? signer : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(called)))));
  const body = sequence(
    der(0xa0, Buffer.from([0x02, 1, 2])),
    Buffer.from([0x02, 1, 1]),
    sha256WithRsa,
    name,
    sequence(time(from), time(to)),
    name,
    subject.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('RSA-SHA256', body, signer.privateKey));
  const base64 = sequence(body, sha256WithRsa, signature).toString('base64');
  return { privateKey: subject.privateKey, pem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n` };
};
