/** A real SMTP server on loopback that keeps the mails it accepts. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

interface ReceivedMail {
  to: string[];
  /** Headers and body as they came. */
  source: string;
  /** The plain text, decoded. */
  text: string;
}

export interface MailServer {
  url: string;
  mails: ReceivedMail[];
  /** The answer to every mail instead of accepting it, for example 451 or 550; null: it accepts. */
  refuseWith: number | null;
  /** How often a mail was offered. */
  offered: number;
  /** The first mail to this address, once it is there. */
  mailTo: (address: string, place?: number) => Promise<ReceivedMail>;
  close: () => Promise<void>;
}

/** With a port, it takes the place of a server that was closed before. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'passline' && password === 'secret') done(null, { user: username });
      else done(new Error('wrong user or password'));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        server.offered += 1;
        if (server.refuseWith !== null) {
          done(Object.assign(new Error('not now'), { responseCode: server.refuseWith }));
          return;
        }
        const source = Buffer.concat(chunks).toString();
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), source, text: textOf(source) });
        done();
      });
    },
  });
  smtp.listen(port, '127.0.0.1');
  await once(smtp.server, 'listening');
  const server: MailServer = {
    url: `smtp://passline:secret@127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    mails,
    refuseWith: null,
    offered: 0,
    mailTo: async (address, place = 0) => {
      for (;;) {
        const mail = mails.filter(({ to }) => to.includes(address))[place];
        if (mail) return mail;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => new Promise((resolve) => smtp.close(resolve)),
  };
  return server;
}

function textOf(source: string): string {
  const [head = '', ...body] = source.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString();
  if (!/content-transfer-encoding: quoted-printable/i.test(head)) return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
