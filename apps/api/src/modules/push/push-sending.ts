import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { PushJob } from './push-job.schema.ts';
import { PushJobsRepository } from './push-jobs.repository.ts';
import { type Outcome, PushService } from './push-service.ts';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.ts';

const atOnce = 50;
const mostAttempts = 5;
const secondsAfter = (attempts: number) => 2 ** attempts;
const mostPatience = 120;

/**
 * Sends what is due, beside everything else that is: a push service that hangs holds up no relay, no alarm and no other
 * browser. What cannot be handed over is tried a few times and then let go, for the order still rings on every screen.
 */
@Injectable()
export class PushSending implements BeforeApplicationShutdown {
  readonly #log = new Logger('Push');
  readonly #underWay = new Set<Promise<void>>();
  readonly #ending = new AbortController();

  constructor(
    private readonly jobs: PushJobsRepository,
    private readonly subscriptions: PushSubscriptionsRepository,
    private readonly service: PushService,
    due: Scheduler,
  ) {
    due.add('push messages', (now) => this.#begin(now));
  }

  async beforeApplicationShutdown(): Promise<void> {
    // What is cut off stays stored, for another node or the next start.
    this.#ending.abort();
    await Promise.all(this.#underWay);
  }

  async #begin(now: Date): Promise<number> {
    const room = atOnce - this.#underWay.size;
    if (room <= 0) return 0;
    const claimed = await this.jobs.claim(now, room);
    for (const job of claimed) {
      const sending = this.#send(job)
        .catch((error: unknown) => this.#log.error({ err: error, job: job._id, msg: 'a push job was left' }))
        .finally(() => this.#underWay.delete(sending));
      this.#underWay.add(sending);
    }
    return claimed.length;
  }

  async #send(job: PushJob): Promise<void> {
    const subscription = await this.subscriptions.find(job.subscriptionId);
    if (!subscription || job.expiresAt <= new Date()) return this.jobs.done(job._id);
    let outcome: Outcome;
    try {
      outcome = await this.service.deliver(subscription, job, new Date(), this.#ending.signal);
    } catch (error) {
      return this.#later(job, null, error);
    }
    const { status, retryAfter } = outcome;
    if (status >= 200 && status < 300) return this.jobs.done(job._id);
    if (status === 404 || status === 410) {
      await this.subscriptions.gone(job.subscriptionId);
      return this.jobs.done(job._id);
    }
    if (status === 429 || status >= 500) return this.#later(job, retryAfter, `status ${status}`);
    this.#log.warn({ status, service: serviceOf(subscription.endpoint), msg: 'a push message was refused' });
    return this.jobs.done(job._id);
  }

  async #later(job: PushJob, retryAfter: number | null, cause: unknown): Promise<void> {
    const wait = Math.min(mostPatience, Math.max(retryAfter ?? 0, secondsAfter(job.attempts)));
    const dueAt = new Date(Date.now() + wait * 1000);
    if (job.attempts < mostAttempts && dueAt < job.expiresAt) return this.jobs.again(job._id, dueAt);
    this.#log.warn({ err: cause, attempts: job.attempts, msg: 'a push message was given up' });
    return this.jobs.done(job._id);
  }
}

/** The rest of an endpoint is a secret: whoever knows it can send there. */
const serviceOf = (endpoint: string) => new URL(endpoint).host;
