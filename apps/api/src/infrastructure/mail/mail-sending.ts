import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { type Transporter, createTransport } from 'nodemailer';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { BackgroundWork } from '../scheduler/background-work.ts';
import { Scheduler } from '../scheduler/scheduled-task.ts';
import type { WaitingMail } from './mail.schema.ts';
import { Mails, mailTask } from './mails.ts';

const atOnce = 5;
const longestWaitSeconds = 900;
const secondsAfter = (attempts: number) => Math.min(longestWaitSeconds, 2 ** attempts);
/** A mail server may take its time, but not all of it. */
const limits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * Sends waiting mails through the SMTP server of SMTP_URL. A mail is tried until it would be too late; one that the server
 * refuses for good is dropped with a line in the log.
 */
@Injectable()
export class MailSending implements BeforeApplicationShutdown {
  readonly #log = new Logger('Mail');
  readonly #transport: Transporter | undefined;
  readonly #sending = new BackgroundWork(atOnce);

  constructor(
    private readonly mails: Mails,
    @Inject(CONFIG) { mail }: Config,
    due: Scheduler,
  ) {
    if (!mail) return;
    const { smtpUrl, from } = mail;
    this.#transport = createTransport({ url: smtpUrl, ...limits }, { from });
    due.add(
      mailTask,
      (now) => this.#startDue(now),
      () => mails.nextDue(),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    // What has been handed to the mail server is finished. Other mails stay stored for the next start.
    await this.#sending.ended();
    this.#transport?.close();
  }

  async #startDue(now: Date): Promise<number> {
    const { room } = this.#sending;
    if (room === 0) return 0;
    const claimed = await this.mails.claim(now, room);
    for (const mail of claimed)
      this.#sending.start(this.#send(mail), (error) =>
        this.#log.error({ err: error, mail: mail._id, msg: 'mail failed, retried after its claim expires' }),
      );
    return claimed.length;
  }

  async #send(mail: WaitingMail): Promise<void> {
    const { _id, to, subject, text, expiresAt } = mail;
    if (expiresAt <= new Date()) return this.mails.done(_id);
    try {
      await this.#transport?.sendMail({ to, subject, text });
    } catch (error) {
      return this.#retry(mail, error);
    }
    return this.mails.done(_id);
  }

  async #retry({ _id, attempts, expiresAt }: WaitingMail, error: unknown): Promise<void> {
    const dueAt = new Date(Date.now() + secondsAfter(attempts) * 1000);
    if (!isFinal(error) && dueAt < expiresAt) {
      this.#log.warn({ err: error, mail: _id, attempts, msg: 'mail not sent, retried later' });
      return this.mails.retryAt(_id, dueAt);
    }
    this.#log.error({ err: error, mail: _id, attempts, msg: 'mail dropped' });
    return this.mails.done(_id);
  }
}

/** 5xx: the mail server will not take it later either. Wrong credentials (535) are a setting that someone may mend. */
const isFinal = (error: unknown): boolean => {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  return code >= 500 && code !== 530 && code !== 535;
};
