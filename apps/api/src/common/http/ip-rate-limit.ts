import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';
import { clientAddressOf, type TrustsProxy } from './client-address.ts';
import { type Rate, TokenBuckets } from './token-buckets.ts';

/** All requests without an Authorization header: pages, files, documentation, unknown paths. One page loads some dozens. */
const anonymousRequests: Rate = { burst: 2_000, perSecond: 200 };
/** Each handshake reads the store. After a restart, all clients behind one address reconnect at the same time. */
const newConnections: Rate = { burst: 1_000, perSecond: 100 };
/** Tokens charged to an address when one of its connections is closed for flooding. */
const floodCost = 20;
/**
 * Requests that Engine.IO rejects: unknown sessions, wrong methods. After a restart, every open polling request is rejected
 * once.
 */
const rejectedRequests: Rate = { burst: 1_000, perSecond: 50 };

/**
 * Limits anonymous clients by address, before the body is read and before any authentication: requests without an
 * Authorization header, and new socket connections. A request with one is not counted here, even if its token is invalid,
 * so that a noisy anonymous client does not block a kitchen behind the same address. API calls are also limited elsewhere.
 */
export class IpRateLimit {
  readonly #buckets: TokenBuckets;
  readonly #trustsProxy: TrustsProxy;

  constructor(factor: number, trustsProxy: TrustsProxy) {
    this.#buckets = new TokenBuckets({ factor });
    this.#trustsProxy = trustsProxy;
  }

  guard(app: NestExpressApplication): void {
    app.use((request: Request, _response: Response, next: NextFunction) => {
      const retryAfter =
        request.headers.authorization === undefined
          ? this.#buckets.take(`any ${request.ip ?? ''}`, anonymousRequests)
          : 0;
      if (retryAfter === 0) next();
      else
        next(
          new Refusal('rate_limited', 'Too many requests from your address. Try again later.', {
            retryAfter,
          }),
        );
    });
  }

  /** Whether the address may open one more connection. */
  mayConnect(request: IncomingMessage): boolean {
    return this.#buckets.take(`socket ${this.addressOf(request)}`, newConnections) === 0;
  }

  /** Charges the address of a connection that was closed for flooding, so that its next connections have to wait. */
  chargeForFlooding(address: string): void {
    this.#buckets.charge(`socket ${address}`, newConnections, floodCost);
  }

  countRejected(request: IncomingMessage): void {
    this.#buckets.charge(`rejected ${this.addressOf(request)}`, rejectedRequests, 1);
  }

  /** False while the address has sent too many requests that Engine.IO rejected. */
  maySendAfterRejections(request: IncomingMessage): boolean {
    return this.#buckets.wait(`rejected ${this.addressOf(request)}`, rejectedRequests) === 0;
  }

  addressOf(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    return clientAddressOf(request, this.#trustsProxy);
  }
}
