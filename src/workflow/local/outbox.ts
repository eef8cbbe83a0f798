/** The one-machine outbox: mail is kept in the database, where the sandbox shows it, and leaves the machine never. */
import { checkedMail } from '../mail.ts';
import type { Mail, Mailer } from '../ports.ts';
import type { Database } from './database.ts';

/** A mailer, and what it was given to send, oldest first. */
export type Outbox = Mailer & { readonly sent: () => Promise<readonly Mail[]> };

/** The outbox of this database. */
export const sqliteMailer = ({ sql }: Database): Outbox => {
  const insert = sql.prepare('INSERT INTO mails (document) VALUES (?)');
  const select = sql.prepare('SELECT document FROM mails ORDER BY place');
  return {
    send: async (mail) => {
      insert.run(JSON.stringify(checkedMail(mail)));
    },
    sent: async () =>
      select.all().map(({ document }) => {
        const mail: Mail = JSON.parse(String(document));
        return mail;
      }),
  };
};
