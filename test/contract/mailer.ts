/** What every mailer promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../src/workflow/errors.ts';
import type { Mail, Mailer } from '../../src/workflow/ports.ts';
import type { PersonId } from '../../src/workflow/request.ts';

/** A mailer with a look at what left it. */
export type OpenMailer = { readonly mailer: Mailer; readonly sent: () => Promise<readonly Mail[]> };

const people = (...addresses: string[]) => addresses as PersonId[];

const mail = (changes: Partial<Mail> = {}): Mail => ({
  to: people('grace@example.ac.uk'),
  cc: people('ig@example.ac.uk', 'ig2@example.ac.uk'),
  subject: 'Egress request 1a2b3c4d was rejected',
  body: 'Category: personal data\n\nReason: row 3 names a patient.\n',
  ...changes,
});

const hostileAddresses = [
  'grace@example.ac.uk\r\nBcc: eve@evil.example',
  'grace@example.ac.uk\nBcc: eve@evil.example',
  'grace@example.ac.uk,eve@evil.example',
  'grace@example.ac.uk;eve@evil.example',
  'grace@example.ac.uk eve@evil.example',
  'Grace <eve@evil.example>',
  'grace@example.ac.uk\u0000',
  '"grace\r\n"@example.ac.uk',
  'grace@example.ac.uk\u202e',
  'not-an-address',
  '@example.ac.uk',
  '',
];

const hostileSubjects = ['a\r\nBcc: eve@evil.example', 'a\nb', 'a\rb', 'a\u0000b', 'a\u0085b', 'a\u2028b', 'a\tb', 'a\u007fb'];

/** Runs the suite; `open` gives a mailer that has sent nothing. */
export const mailerContract = (name: string, open: () => Promise<OpenMailer>): void => {
  describe(`${name} sends mail`, () => {
    test('a mail arrives with its people, subject and text', async () => {
      const { mailer, sent } = await open();
      await mailer.send(mail());
      expect(await sent()).toEqual([mail()]);
    });

    test('subject and text keep characters of every script', async () => {
      const { mailer, sent } = await open();
      const written = mail({ subject: 'Abgelehnt: „Größe“ 研究 👩‍🔬', body: 'Größe 研究 👩‍🔬 =?utf-8?q?x?=\n.\nBcc: eve@evil.example\n' });
      await mailer.send(written);
      expect(await sent()).toEqual([written]);
    });

    test('somebody who is addressed and in copy gets it once', async () => {
      const { mailer, sent } = await open();
      await mailer.send(mail({ cc: people('grace@example.ac.uk', 'ig@example.ac.uk') }));
      expect(await sent()).toEqual([mail({ cc: people('ig@example.ac.uk') })]);
    });

    test('mails without a copy are sent too', async () => {
      const { mailer, sent } = await open();
      await mailer.send(mail({ cc: [] }));
      expect(await sent()).toEqual([mail({ cc: [] })]);
    });

    test.each(hostileAddresses)('I13: the address %j is refused wherever it stands, and nothing is sent', async (address) => {
      const { mailer, sent } = await open();
      await expect(mailer.send(mail({ to: people(address) }))).rejects.toThrow(BadInputError);
      await expect(mailer.send(mail({ cc: people('ig@example.ac.uk', address) }))).rejects.toThrow(BadInputError);
      expect(await sent()).toEqual([]);
    });

    test.each(hostileSubjects)('I13: the subject %j is refused, and nothing is sent', async (subject) => {
      const { mailer, sent } = await open();
      await expect(mailer.send(mail({ subject }))).rejects.toThrow(BadInputError);
      expect(await sent()).toEqual([]);
    });

    test('a mail to nobody is refused', async () => {
      const { mailer, sent } = await open();
      await expect(mailer.send(mail({ to: [], cc: [] }))).rejects.toThrow(BadInputError);
      expect(await sent()).toEqual([]);
    });
  });
};
