import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BackgroundWork } from '../../infrastructure/scheduler/background-work.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { PushJob } from './push-job.schema.ts';
import { PushJobsRepository, pushMessages } from './push-jobs.repository.ts';
import { type Outcome, PushService } from './push-service.ts';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.ts';

const atOnce = 50;
const mostAttempts = 5;
const secondsAfter = (attempts: number) => 2 ** attempts;
const longestWaitSeconds = 120;

/**
 * Sends due push messages in the background, so that a hanging push service blocks neither the relay nor alarms nor other
 * browsers. A message is retried a few times and then dropped, because the order still rings on every screen.
 */
@Injectable()
export class PushSending implements BeforeApplicationShutdown {
  readonly #log = new Logger('Push');
  readonly #sending = new BackgroundWork(atOnce);
  readonly #stopping = new AbortController();

  constructor(
    private readonly jobs: PushJobsRepository,
    private readonly subscriptions: PushSubscriptionsRepository,
    private readonly service: PushService,
    due: Scheduler,
  ) {
    due.add(
      pushMessages,
      (now) => this.#startDue(now),
      () => jobs.nextDue(),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Aborted jobs stay stored, for another node or the next start.
    this.#stopping.abort();
    await this.#sending.ended();
  }

  async #startDue(now: Date): Promise<number> {
    const { room } = this.#sending;
    if (room === 0) return 0;
    const claimed = await this.jobs.claim(now, room);
    for (const job of claimed)
      this.#sending.start(this.#send(job), (error) =>
        this.#log.error({
          err: error,
          job: job._id,
          msg: 'push job failed, retried after its claim expires',
        }),
      );
    return claimed.length;
  }

  async #send(job: PushJob): Promise<void> {
    const subscription = await this.subscriptions.find(job.subscriptionId);
    // Another user may have signed in with this browser since.
    const hasNewOwner = job.userId !== undefined && subscription?.userId !== job.userId;
    if (!subscription || hasNewOwner || job.expiresAt <= new Date()) return this.jobs.done(job._id);
    let outcome: Outcome;
    try {
      outcome = await this.service.deliver(subscription, job, new Date(), this.#stopping.signal);
    } catch (error) {
      return this.#retry(job, null, error);
    }
    const { status, retryAfter } = outcome;
    if (status >= 200 && status < 300) return this.jobs.done(job._id);
    if (status === 404 || status === 410) {
      await this.subscriptions.removeById(job.subscriptionId);
      return this.jobs.done(job._id);
    }
    if (status === 429 || status >= 500) return this.#retry(job, retryAfter, `status ${status}`);
    this.#log.warn({
      status,
      service: serviceOf(subscription.endpoint),
      msg: 'push message rejected by the push service',
    });
    return this.jobs.done(job._id);
  }

  async #retry(job: PushJob, retryAfter: number | null, cause: unknown): Promise<void> {
    const wait = Math.min(longestWaitSeconds, Math.max(retryAfter ?? 0, secondsAfter(job.attempts)));
    const dueAt = new Date(Date.now() + wait * 1000);
    if (job.attempts < mostAttempts && dueAt < job.expiresAt) return this.jobs.retryAt(job._id, dueAt);
    this.#log.warn({ err: cause, attempts: job.attempts, msg: 'push message dropped after retries' });
    return this.jobs.done(job._id);
  }
}

/** Logs the host only, because the rest of an endpoint is a secret that allows sending to the browser. */
const serviceOf = (endpoint: string) => new URL(endpoint).host;
