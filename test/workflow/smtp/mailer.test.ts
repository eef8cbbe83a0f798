/** The SMTP mailer keeps its contract, against a mail server that somebody else wrote. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import type { SMTPServerOptions } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Mail } from '../../../src/workflow/ports.ts';
import type { PersonId } from '../../../src/workflow/request.ts';
import type { SmtpSettings } from '../../../src/workflow/smtp/mailer.ts';
import { MailNotSentError, smtpMailer } from '../../../src/workflow/smtp/mailer.ts';
import { mailerContract } from '../../contract/mailer.ts';
import { selfSigned } from '../../handlers/self-signed.ts';

const from = 'egress@example.ac.uk';
const { privateKey, pem } = selfSigned({ from: new Date('2020-01-01'), to: new Date('2040-01-01'), name: 'localhost' });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' });

type Taken = {
  readonly mail: Mail;
  readonly envelope: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly isSecure: boolean;
  readonly user: unknown;
};

const smtpError = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** A mail server on this machine; `refuses` says how it answers a recipient. */
const aMailServer = async (options: SMTPServerOptions = {}, refuses: (address: string) => Error | undefined = () => undefined) => {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    key,
    cert: pem,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onRcptTo: ({ address }, _, done) => done(refuses(address)),
    onData: (stream, session, done) => {
      buffer(stream)
        .then(async (raw) => {
          const read = await new PostalMime().parse(raw);
          const people = (list: readonly { readonly address?: string | undefined }[] = []) =>
            list.map(({ address }) => address as PersonId);
          taken.push({
            mail: {
              to: people(read.to),
              cc: people(read.cc),
              subject: read.subject ?? '',
              body: (read.text ?? '').replaceAll('\r\n', '\n'),
            },
            envelope: session.envelope.rcptTo.map(({ address }) => address),
            headers: Object.fromEntries(read.headers.map(({ key: name, value }) => [name, value])),
            isSecure: session.secure,
            user: session.user,
          });
          done();
        })
        .catch(done);
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const dead: string[] = [];
  return {
    taken,
    dead,
    mailer: (settings: Partial<SmtpSettings> = {}) =>
      smtpMailer({ host: 'localhost', port, tls: 'starttls', ca: pem, ...settings }, from, (answer) => void dead.push(answer)),
  };
};

const mail = (changes: Partial<Mail> = {}): Mail => ({
  to: ['grace@example.ac.uk' as PersonId],
  cc: ['ig@example.ac.uk' as PersonId],
  subject: 'Egress request 1a2b3c4d was rejected',
  body: 'Reason: row 3 names a patient.\n',
  ...changes,
});

mailerContract('SMTP', async () => {
  const { mailer, taken } = await aMailServer();
  return { mailer: mailer(), sent: async () => taken.map((each) => each.mail) };
});

describe('TLS', () => {
  test('STARTTLS before anything else, with the address of the sender and no answer asked for', async () => {
    const { mailer, taken } = await aMailServer();
    await mailer().send(mail());
    expect(taken).toMatchObject([{ isSecure: true, headers: { from, 'auto-submitted': 'auto-generated' } }]);
    expect(taken[0]?.envelope).toEqual(['grace@example.ac.uk', 'ig@example.ac.uk']);
  });

  test('from the first byte', async () => {
    const { mailer, taken } = await aMailServer({ secure: true });
    await mailer({ tls: 'implicit' }).send(mail());
    expect(taken).toMatchObject([{ isSecure: true }]);
  });

  test('none, for a relay on this machine', async () => {
    const { mailer, taken } = await aMailServer({ hideSTARTTLS: true });
    await mailer({ tls: 'none' }).send(mail());
    expect(taken).toMatchObject([{ isSecure: false }]);
  });

  test.each<{ what: string; server: SMTPServerOptions; settings: Partial<SmtpSettings> }>([
    { what: 'a server that offers no TLS', server: { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }, settings: {} },
    {
      what: 'a certificate that nobody trusts',
      server: {},
      settings: { ca: selfSigned({ from: new Date(0), to: new Date('2040-01-01') }).pem },
    },
    { what: 'a certificate of another name', server: {}, settings: { host: '127.0.0.1' } },
    { what: 'a version of TLS that is broken', server: { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }, settings: {} },
  ])('$what gets no mail and no password', async ({ server, settings }) => {
    const said: unknown[] = [];
    const { mailer, taken } = await aMailServer({
      ...server,
      allowInsecureAuth: true,
      onAuth: (auth, _, done) => {
        said.push(auth);
        done(null, { user: 'egress' });
      },
    });
    const login = { user: 'egress', password: 'a-password-of-the-tests' };
    await expect(mailer({ ...settings, login }).send(mail())).rejects.toThrow(MailNotSentError);
    expect([taken, said]).toEqual([[], []]);
  });
});

test('it signs in where the server wants it to; a wrong password is an error that says neither it nor the people', async () => {
  const password = 'a-password-of-the-tests';
  const { mailer, taken } = await aMailServer({
    authOptional: false,
    onAuth: (auth, _, done) =>
      auth.password === password ? done(null, { user: auth.username }) : done(smtpError(535, 'no grace@example.ac.uk here')),
  });
  await mailer({ login: { user: 'egress', password } }).send(mail());
  expect(taken).toMatchObject([{ user: 'egress' }]);
  const wrong = mailer({ login: { user: 'egress', password: 'another-one-of-the-tests' } });
  const error = await wrong.send(mail()).catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(MailNotSentError);
  expect(String(error)).toContain('535');
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/grace|of-the-tests/);
});

describe('recipients', () => {
  const only = (address: string, error: Error) => (each: string) => (each === address ? error : undefined);

  test('of a mailbox that does not exist nobody waits for; it is told', async () => {
    const { mailer, taken, dead } = await aMailServer({}, only('grace@example.ac.uk', smtpError(550, '5.1.1 no such user')));
    await mailer().send(mail());
    expect(taken.map(({ envelope }) => envelope)).toEqual([['ig@example.ac.uk']]);
    await mailer().send(mail({ cc: [] }));
    expect([taken.length, dead]).toEqual([1, ['550 5.1.1', '550 5.1.1']]);
  });

  test('whoever is put off gets it at the next attempt, and nobody else gets it again', async () => {
    let isBusy = true;
    const { mailer, taken, dead } = await aMailServer({}, (each) =>
      isBusy && each.startsWith('ig@') ? smtpError(450, '4.2.0 later') : undefined,
    );
    const one = mailer();
    await expect(one.send(mail())).rejects.toThrow('refused for 1 of 2 recipients');
    await expect(one.send(mail())).rejects.toThrow('refused for 1 of 1 recipients');
    isBusy = false;
    await one.send(mail());
    expect(taken.map(({ envelope }) => envelope)).toEqual([['grace@example.ac.uk'], ['ig@example.ac.uk']]);
    // Everybody has it; the same words another day are another mail.
    await one.send(mail());
    expect(taken.at(-1)?.envelope).toEqual(['grace@example.ac.uk', 'ig@example.ac.uk']);
    expect(dead).toEqual([]);
  });

  test.each(['ig@EXAMPLE.ac.uk', 'ig@münchen.example', 'ig@MÜNCHEN.example'])(
    'whoever is put off gets it, however the server is told of %s',
    async (address) => {
      let isBusy = true;
      const { mailer, taken } = await aMailServer({}, (each) =>
        isBusy && !each.startsWith('grace@') ? smtpError(450, '4.2.0 later') : undefined,
      );
      const one = mailer();
      const it = mail({ cc: [address as PersonId] });
      await expect(one.send(it)).rejects.toThrow('refused for 1 of 2 recipients');
      isBusy = false;
      await one.send(it);
      expect(taken.map(({ envelope }) => envelope)).toEqual([['grace@example.ac.uk'], [expect.stringContaining('ig')]]);
    },
  );

  /** Without TLS, which takes its time. */
  const relay = { hideSTARTTLS: true };

  test.each([
    { code: 550, says: 'No such user', answer: '550' },
    { code: 550, says: '5.4.1 access denied', answer: '550 5.4.1' },
  ])('I17: nobody waits for ever for whom $code $says answers while others are taken; it is told', async ({ code, says, answer }) => {
    const { mailer, taken, dead } = await aMailServer(relay, only('grace@example.ac.uk', smtpError(code, says)));
    const one = mailer({ tls: 'none' });
    await expect(one.send(mail())).rejects.toThrow('refused for 1 of 2 recipients');
    const meanwhile = mail({ subject: 'Meanwhile', to: mail().cc, cc: [] });
    await one.send(meanwhile);
    for (let tries = 2; tries < 20; tries += 1) await expect(one.send(mail())).rejects.toThrow('refused for 1 of 1 recipients');
    expect(dead).toEqual([]);
    await one.send(mail());
    expect([taken.map(({ mail: { subject } }) => subject), dead]).toEqual([[mail().subject, meanwhile.subject], [answer]]);
    // Another mail is tried as often.
    await expect(one.send(mail({ subject: 'Another one' }))).rejects.toThrow('refused for 1 of 2 recipients');
  });

  test.each([
    { code: 550, says: 'relay not permitted' },
    { code: 530, says: '5.7.0 sign in first' },
  ])('$code $says for everybody is the sender’s to mend, and is tried again until it is', async ({ code, says }) => {
    let isMended = false;
    const { mailer, taken, dead } = await aMailServer(relay, () => (isMended ? undefined : smtpError(code, says)));
    const one = mailer({ tls: 'none' });
    for (let tries = 1; tries <= 21; tries += 1) await expect(one.send(mail())).rejects.toThrow('refused for 2 of 2 recipients');
    expect([taken, dead]).toEqual([[], []]);
    isMended = true;
    await one.send(mail());
    expect([taken.length, dead]).toEqual([1, []]);
  });

  test('whoever is alone on a mail is waited for until the server takes something for somebody', async () => {
    const { mailer, taken, dead } = await aMailServer(relay, only('grace@example.ac.uk', smtpError(550, 'No such user')));
    const one = mailer({ tls: 'none' });
    await one.send(mail({ subject: 'Before', to: mail().cc, cc: [] }));
    for (let tries = 1; tries <= 21; tries += 1) await expect(one.send(mail({ cc: [] }))).rejects.toThrow('refused for 1 of 1 recipients');
    expect(dead).toEqual([]);
    await one.send(mail({ subject: 'After', to: mail().cc, cc: [] }));
    await one.send(mail({ cc: [] }));
    expect([taken.length, dead]).toEqual([2, ['550']]);
  });

  test('whoever was put off again and again, and is refused once, is not given up for that', async () => {
    let code = 450;
    const { mailer, dead } = await aMailServer(relay, (each) => (each.startsWith('grace@') ? smtpError(code, '5.7.1 policy') : undefined));
    const one = mailer({ tls: 'none' });
    for (let tries = 1; tries <= 19; tries += 1) {
      await expect(one.send(mail())).rejects.toThrow(MailNotSentError);
      await one.send(mail({ subject: `Meanwhile ${tries}`, to: mail().cc, cc: [] }));
    }
    code = 550;
    await expect(one.send(mail())).rejects.toThrow(MailNotSentError);
    expect(dead).toEqual([]);
  });

  test('a server that took one copy and then takes nothing for anybody is to be mended; nobody is given up', async () => {
    let isBroken = false;
    const { mailer, dead } = await aMailServer(relay, (each) =>
      isBroken || each.startsWith('grace@') ? smtpError(550, '5.7.0 sender suspended') : undefined,
    );
    const one = mailer({ tls: 'none' });
    await expect(one.send(mail())).rejects.toThrow(MailNotSentError);
    isBroken = true;
    for (let tries = 2; tries <= 25; tries += 1) await expect(one.send(mail())).rejects.toThrow(MailNotSentError);
    expect(dead).toEqual([]);
  });

  test('whoever is only put off is never given up', async () => {
    const { mailer, dead } = await aMailServer(relay, only('grace@example.ac.uk', smtpError(450, '4.2.0 later')));
    const one = mailer({ tls: 'none' });
    for (let tries = 1; tries <= 21; tries += 1) await expect(one.send(mail())).rejects.toThrow(MailNotSentError);
    expect(dead).toEqual([]);
  });
});

test('a server that is not there, says nothing, or goes away in the middle keeps nobody waiting', async () => {
  const limits = { connect: 200, answer: 200, whole: 2000 };
  const mute: Server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  onTestFinished(() => void mute.close());
  const { port } = mute.address() as AddressInfo;
  const at = (settings: Partial<SmtpSettings>) => smtpMailer({ host: '127.0.0.1', port, tls: 'none', limits, ...settings }, from, () => {});
  await expect(at({}).send(mail())).rejects.toThrow(MailNotSentError);
  await expect(at({ port: 1 }).send(mail())).rejects.toThrow('SMTP: ESOCKET');
  // It drips for ever, so that no answer is ever late.
  const drip = createServer((socket) => {
    const drop = setInterval(() => socket.write('220-still here\r\n'), 50);
    socket.on('error', () => {}).on('close', () => clearInterval(drop));
  }).listen(0, '127.0.0.1');
  await once(drip, 'listening');
  onTestFinished(() => void drip.close());
  const dripping = at({ port: (drip.address() as AddressInfo).port, limits: { ...limits, connect: 60_000 } });
  await expect(dripping.send(mail())).rejects.toThrow('EABORT');
  const leaving = await aMailServer({ onData: (_, session) => void Object(session) });
  await expect(leaving.mailer({ limits }).send(mail())).rejects.toThrow(MailNotSentError);
});
