import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type PostAnswer, post } from '../../infrastructure/outgoing/post.ts';
import { assertPublic } from '../../infrastructure/outgoing/public-endpoint.ts';
import { Tracing } from '../../infrastructure/tracing/tracing.ts';
import { BackgroundWork } from '../../infrastructure/scheduler/background-work.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { WebhookDeliveryDoc } from './webhook-delivery.schema.ts';
import { WebhookDeliveriesRepository, webhookDeliveries } from './webhook-deliveries.repository.ts';
import { signedHeaders } from './standard-webhook-signature.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

/** Attempts of one webhook at the same time, so that a receiver that hangs holds up only its own deliveries. */
const atOnce = 4;
const timeoutMs = 15_000;
const givenUpAfterMs = 3 * 24 * 60 * 60_000;
/** Seconds to the next attempt; the last one repeats until a delivery is given up. */
const waits = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400];
const longestRetryAfter = 3_600;

/** The delay before the attempt that follows this many failed ones, with some spread. */
export function secondsAfter(attempts: number, retryAfter: number | null, random = Math.random()): number {
  const wait = waits[Math.min(attempts, waits.length) - 1] ?? 5;
  return Math.max(Math.round(wait * (0.8 + 0.4 * random)), Math.min(retryAfter ?? 0, longestRetryAfter));
}

/** Sends due deliveries, retries for three days what is not accepted, and then parks it. */
@Injectable()
export class WebhookSending implements BeforeApplicationShutdown {
  readonly #log = new Logger('Webhooks');
  /** The attempts under way of each webhook. */
  readonly #sending = new Map<string, BackgroundWork>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    due: Scheduler,
    @Inject(CONFIG) private readonly config: Config,
    private readonly tracing: Tracing,
  ) {
    due.add(
      webhookDeliveries,
      (now) => this.#startDue(now),
      () => deliveries.nextDue(),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    // What is under way is sent again by another node or after the next start, with the same id.
    this.#stopping.abort();
    await Promise.all([...this.#sending.values()].map((attempts) => attempts.ended()));
  }

  async #startDue(now: Date): Promise<number> {
    let started = 0;
    for (const [webhookId, attempts] of this.#sending) if (attempts.isIdle) this.#sending.delete(webhookId);
    for (const webhookId of await this.deliveries.dueWebhooks(now)) {
      const attempts = this.#sending.get(webhookId) ?? new BackgroundWork(atOnce);
      if (attempts.room === 0) continue;
      const claimed = await this.deliveries.claim(webhookId, now, attempts.room);
      this.#sending.set(webhookId, attempts);
      for (const delivery of claimed)
        attempts.start(this.#send(delivery), (error) =>
          this.#log.error({
            err: error,
            delivery: delivery._id,
            msg: 'webhook delivery failed, retried after its claim expires',
          }),
        );
      started += claimed.length;
    }
    return started;
  }

  async #send(delivery: WebhookDeliveryDoc): Promise<void> {
    const webhook = await this.webhooks.find(delivery.webhookId);
    if (!webhook) return this.deliveries.removeOf(delivery.webhookId);
    if (!webhook.enabled) return this.deliveries.hold(webhook._id);
    const { eventId, body } = delivery;
    if (body === null) return this.deliveries.end(delivery, 'parked', delivery.last);
    const at = new Date();
    const secrets = webhook.secrets.filter(({ until }) => !until || until > at).map(({ secret }) => secret);
    const step = this.tracing.resume(delivery.trace, `webhook ${delivery.event}`, {
      attributes: { 'passline.event.id': eventId },
      kind: 'client',
    });
    let answer: PostAnswer | null = null;
    let failure = '';
    try {
      const { local } = this.config.webhooks;
      assertPublic(webhook.url, local, 'url');
      answer = await post(webhook.url, {
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Passline',
          ...(step && { traceparent: step.trace }),
          ...signedHeaders(eventId, body, secrets, at),
        },
        body,
        timeoutMs,
        signal: this.#stopping.signal,
        local,
      });
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      failure = error instanceof Error ? error.message : String(error);
    }
    step?.describe(answer ? { 'http.response.status_code': answer.status } : {});
    const ms = Date.now() - at.getTime();
    const last = { at, ms, status: answer?.status ?? null, answer: answer?.text ?? failure };
    const isAccepted = answer !== null && answer.status >= 200 && answer.status < 300;
    step?.end(isAccepted ? undefined : (answer?.status.toString() ?? 'no_answer'));
    await this.webhooks.noteOutcome(webhook, isAccepted ? null : at);
    if (isAccepted) return this.deliveries.end(delivery, 'delivered', last);
    const dueAt = new Date(Date.now() + secondsAfter(delivery.attempts, answer?.retryAfter ?? null) * 1_000);
    if (dueAt.getTime() - delivery.createdAt.getTime() < givenUpAfterMs)
      return this.deliveries.retryAt(delivery._id, dueAt, last);
    this.#log.warn({ webhookId: webhook._id, eventId, msg: 'webhook delivery parked after three days' });
    return this.deliveries.end(delivery, 'parked', last);
  }
}
