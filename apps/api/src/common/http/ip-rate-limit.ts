import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';
import { type Rate, TokenBuckets } from './token-buckets.ts';

/** Whether the proxy at this address is trusted. Express derives this function from TRUSTED_PROXIES. */
export type Trusts = (address: string, hop: number) => boolean;

/** All requests without a token: pages, files, documentation, unknown paths. One page loads some dozens of files. */
const anything: Rate = { burst: 2_000, perSecond: 200 };
/** Each handshake reads the store. After a restart, all clients behind one address reconnect at the same time. */
const handshakes: Rate = { burst: 1_000, perSecond: 100 };
/** The tokens that a connection costs its address when it sends more packets after a rejection. */
const floodCost = 20;
/** Requests that Engine.IO rejects: unknown sessions, wrong methods. After a restart every pending poll is one. */
const refusedRequests: Rate = { burst: 1_000, perSecond: 50 };

/**
 * Limits anonymous clients by address, before any other work: requests without a token and new socket connections. API
 * calls have additional limits of their own. Requests with a token are not counted here, so that a noisy anonymous client
 * does not block a kitchen behind the same address.
 */
export class IpRateLimit {
  readonly #buckets: TokenBuckets;
  readonly #trusts: Trusts;

  constructor(factor: number, trusts: Trusts) {
    this.#buckets = new TokenBuckets({ factor });
    this.#trusts = trusts;
  }

  guard(app: NestExpressApplication): void {
    app.use((request: Request, _response: Response, next: NextFunction) => {
      const retryAfter =
        request.headers.authorization === undefined
          ? this.#buckets.take(`any ${request.ip ?? ''}`, anything)
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
    return this.#buckets.take(`socket ${this.addressOf(request)}`, handshakes) === 0;
  }

  /** Charges the address of a connection that was closed for flooding, so that its next connections have to wait. */
  slowDown(address: string): void {
    this.#buckets.charge(`socket ${address}`, handshakes, floodCost);
  }

  countRefused(request: IncomingMessage): void {
    this.#buckets.charge(`refused ${this.addressOf(request)}`, refusedRequests, 1);
  }

  /** False while the address has sent too many requests that Engine.IO rejected. */
  mayRequest(request: IncomingMessage): boolean {
    return this.#buckets.wait(`refused ${this.addressOf(request)}`, refusedRequests) === 0;
  }

  addressOf(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    return addressOf(request, this.#trusts);
  }
}

/** The client's address as Express computes `request.ip`, for socket requests that do not pass through Express. */
export function addressOf(
  { socket, headers }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trusts: Trusts,
): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = forwarded
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
    .reverse();
  let address = socket.remoteAddress ?? '';
  for (const [index, hop] of hops.entries()) {
    if (!trusts(address, index)) break;
    address = hop;
  }
  return address;
}
