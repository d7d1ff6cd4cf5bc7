import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import webPush from 'web-push';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { post } from '../../infrastructure/outgoing/post.ts';
import { assertPublic } from '../../infrastructure/outgoing/public-endpoint.ts';
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
    const { local } = this.config.push;
    assertPublic(endpoint, local);
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys },
      JSON.stringify(job.message),
      {
        vapidDetails: { subject: this.config.push.subject, ...(await this.keys.pair()) },
        contentEncoding: 'aes128gcm',
        TTL: Math.max(0, Math.round((job.expiresAt.getTime() - now.getTime()) / 1000)),
        urgency: 'high',
        // With the topic, a browser that was offline gets only the latest message of a tag.
        topic: createHash('sha256').update(job.message.notification.tag).digest('base64url').slice(0, 32),
      },
    );
    return post(endpoint, { headers, body, timeoutMs, signal: stopping, local });
  }
}
