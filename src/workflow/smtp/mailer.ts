/** E-mail by an organisation's own mail server (SMTP), over TLS unless the server is this machine. */
import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { NodemailerError } from 'nodemailer';
import { createTransport } from 'nodemailer';
import { checkAddress, checkedMail } from '../mail.ts';
import type { Mail, Mailer } from '../ports.ts';

export type SmtpSettings = {
  readonly host: string;
  readonly port: number;
  /** `starttls`: nothing but the upgrade is said before it. `implicit`: from the first byte. `none`: for a relay on this machine alone. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** Where the server wants to know who sends. */
  readonly login?: { readonly user: string; readonly password: string };
  /** The certificates (PEM) that the server's is trusted by, in place of the system's. */
  readonly ca?: string;
  /** Milliseconds; left out, as `patience` says. */
  readonly limits?: Partial<typeof patience>;
};

/** Milliseconds: to connect and be greeted, for one answer, and for all of it. */
const patience = { connect: 10_000, answer: 30_000, whole: 60_000 };

/** A mail that the server did not take, or not for everybody; whoever wanted it sent tries again. */
export class MailNotSentError extends Error {
  override name = 'MailNotSentError' as const;
}

/** RFC 3463: there is no such mailbox, or it takes nothing, whoever sends. */
const deadMailbox = /^5\d\d[ -]5\.(1\.([1-6]|10)|2\.[0-2])\b/;
/** RFC 5321: permanent; but without a word of the mailbox it may as well be of the sender, or of us, and can be mended then. */
const permanent = /^5\d\d([ -]\d\.\d+\.\d+\b)?/;

/** `answer` without words: they may quote whom the mail was for. */
type Refusal = { readonly address: string; readonly answer: string; readonly isDead: boolean; readonly isPermanent: boolean };

const refusalsOf = (rejected: readonly string[] = [], errors: readonly NodemailerError[] = []): readonly Refusal[] =>
  rejected.map((address, index) => {
    const response = errors[index]?.response ?? '';
    const [answer] = permanent.exec(response) ?? [];
    return { address, answer: answer ?? '', isDead: deadMailbox.test(response), isPermanent: answer !== undefined };
  });

const isSmtpError = (error: unknown): error is NodemailerError => error instanceof Error && 'code' in error;

/** Without what the server answered: it may quote whom the mail was for. */
const notSent = (what: string, cause?: NodemailerError): MailNotSentError =>
  new MailNotSentError(`SMTP: ${what}${cause?.responseCode === undefined ? '' : ` (${cause.responseCode})`}`);

/** The same for an address as it was given and as nodemailer sent it, which writes domains in lower case or in Punycode, and odd names in quotes. */
const plain = (address: string): string => {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at).replace(/^"(.*)"$/, '$1')}@${domainToASCII(domain) || domain.toLowerCase()}`;
};

/** A mail that not everybody has yet, who has it, how often in a row the others were refused for good, and how many mails the server had taken by the first of these times. */
type Unfinished = { readonly have: readonly string[]; readonly refused: number; readonly takenBefore: number };

/** So few, in this process, that each is known until everybody has it. */
const mostUnfinished = 500;
/** With the follow-up's pauses, about an hour. */
const mostTries = 20;

/**
 * Sends from one address. Throws `BadInputError` for a subject or an address that could add a header or a recipient (I13), and `MailNotSentError` when
 * somebody who can have the mail has not got it; sent again, it goes to them alone. A mailbox that does not exist is told to `onDeadMailbox`, with the
 * server's codes, and nobody waits for it; nor for one that is refused for good again and again, while the server takes what is for others.
 */
export const smtpMailer = (
  { host, port, tls, login, ca, limits }: SmtpSettings,
  from: string,
  onDeadMailbox: (answer: string) => void,
): Mailer => {
  checkAddress('from', from);
  const within = { ...patience, ...limits };
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    ...(tls === 'starttls' ? { requireTLS: true } : {}),
    ...(tls === 'none' ? { ignoreTLS: true } : {}),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
    connectionTimeout: within.connect,
    greetingTimeout: within.connect,
    dnsTimeout: within.connect,
    socketTimeout: within.answer,
    // What is sent is text; nothing of it is a path or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const unfinished = new Map<string, Unfinished>();
  let taken = 0;

  const remember = (key: string, mail: Unfinished): void => {
    unfinished.set(key, mail);
    const [oldest] = unfinished.keys();
    if (unfinished.size > mostUnfinished && oldest !== undefined) unfinished.delete(oldest);
  };

  const give = async ({ to, cc, subject, body }: Mail, people: readonly string[]): Promise<readonly Refusal[]> => {
    try {
      const { rejected, rejectedErrors } = await transport.sendMail({
        from: { name: '', address: from },
        to: to.map((address) => ({ name: '', address })),
        cc: cc.map((address) => ({ name: '', address })),
        envelope: { from, to: [...people] },
        subject,
        text: body,
        // RFC 3834: nobody's holiday answers this.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(within.whole),
      });
      return refusalsOf(rejected, rejectedErrors);
    } catch (error) {
      if (!isSmtpError(error)) throw notSent('failed');
      const refusals = refusalsOf(error.rejected, error.rejectedErrors);
      // Unless everybody was refused by name, nobody has it and it is not known why.
      if (refusals.length === people.length) return refusals;
      throw notSent(String(error.code), error);
    }
  };

  return {
    send: async (mail) => {
      const checked = checkedMail(mail);
      const key = createHash('sha256').update(JSON.stringify(checked)).digest('hex');
      const { have, refused, takenBefore } = unfinished.get(key) ?? { have: [], refused: 0, takenBefore: taken };
      const people = [...checked.to, ...checked.cc].filter((person) => !have.includes(person));
      const takenByNow = taken;
      const refusals = await give(checked, people);
      if (refusals.length < people.length) taken += 1;
      // A server that takes nothing at all refuses the sender, not a mailbox: it is to be mended, however long that takes.
      const isLast = refused + 1 >= mostTries && takenByNow > takenBefore;
      const isFinal = ({ isDead, isPermanent }: Refusal): boolean => isDead || (isLast && isPermanent);
      for (const refusal of refusals) if (isFinal(refusal)) onDeadMailbox(refusal.answer);
      const left = refusals.filter((refusal) => !isFinal(refusal));
      const waiting = left.map(({ address }) => plain(address));
      if (waiting.length === 0) return void unfinished.delete(key);
      const others = people.filter((person) => !waiting.includes(plain(person)));
      const isOnceMore = left.every(({ isPermanent }) => isPermanent);
      remember(key, {
        have: [...have, ...others],
        refused: isOnceMore ? refused + 1 : 0,
        takenBefore: isOnceMore && refused > 0 ? takenBefore : taken,
      });
      throw notSent(`refused for ${waiting.length} of ${people.length} recipients`);
    },
  };
};
