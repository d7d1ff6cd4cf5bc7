import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import webPush from 'web-push';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { assertEndpoint, guardedLookup } from './push-endpoint-check.ts';
import type { PushJob } from './push-job.schema.ts';
import { PushKeys } from './push-keys.ts';
import type { PushSubscriptionDoc } from './push-subscription.schema.ts';

export interface Outcome {
  status: number;
  /** In seconds, from the Retry-After header. */
  retryAfter: number | null;
}

const timeoutMs = 10_000;

/** Sends one encrypted message to the browser's push service. It follows no redirects. */
@Injectable()
export class PushService {
  constructor(
    private readonly keys: PushKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async deliver(
    { endpoint, keys }: PushSubscriptionDoc,
    job: PushJob,
    now: Date,
    stopping: AbortSignal,
  ): Promise<Outcome> {
    assertEndpoint(endpoint, this.config.push.local);
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys },
      JSON.stringify(job.message),
      {
        vapidDetails: { subject: this.config.push.subject, ...(await this.keys.pair()) },
        contentEncoding: 'aes128gcm',
        TTL: Math.max(0, Math.round((job.expiresAt.getTime() - now.getTime()) / 1000)),
        urgency: 'high',
        // With the topic, a browser that was offline gets only the latest message per order.
        topic: createHash('sha256').update(job.orderId).digest('base64url').slice(0, 32),
      },
    );
    return this.#post(new URL(endpoint), headers, body, stopping);
  }

  #post(
    url: URL,
    headers: Record<string, string>,
    body: Buffer | null,
    stopping: AbortSignal,
  ): Promise<Outcome> {
    const { local } = this.config.push;
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? secure : plain)(
        url,
        {
          method: 'POST',
          headers,
          signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping]),
          ...(!local && { lookup: guardedLookup }),
        },
        (response) => {
          const wait = Number(response.headers['retry-after']);
          response.resume();
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: Number.isFinite(wait) && wait > 0 ? wait : null,
          });
        },
      );
      request.once('error', reject);
      request.end(body);
    });
  }
}
