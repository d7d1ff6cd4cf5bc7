import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';
import { type Rate, TokenBuckets } from './token-buckets.ts';

/** Whether a proxy at this address is believed; Express' own, from TRUSTED_PROXIES. */
export type Trusts = (address: string, hop: number) => boolean;

/** Pages and their files, the documentation, addresses that are none: a page takes some dozens at once. */
const anything: Rate = { burst: 2_000, perSecond: 200 };
/** Every one asks the store who that is; a household, or an office behind one address, comes back at once. */
const handshakes: Rate = { burst: 1_000, perSecond: 100 };
/** What a connection costs its address when it goes on after being refused. */
const floodCost = 20;
/** Requests to Engine.IO that it refuses: unknown sessions, wrong methods. A restart makes every poll such a one. */
const refusedRequests: Rate = { burst: 1_000, perSecond: 50 };

/**
 * Slows down whoever does not say who they are, by address, in front of everything: what is served without a token, and
 * the beginnings of sockets. Calls have limits of their own besides. What is signed in is not counted here, so that
 * one noisy stranger does not stand in the way of a kitchen behind the same address.
 */
export class Strangers {
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
          new Refusal('rate_limited', 'Too many requests from your address: wait a little.', { retryAfter }),
        );
    });
  }

  /** Whether one more connection may begin from there. */
  mayKnock(request: IncomingMessage): boolean {
    return this.#buckets.take(`socket ${this.addressOf(request)}`, handshakes) === 0;
  }

  /** A connection from there was closed for flooding: the next ones have to wait. */
  slowDown(address: string): void {
    this.#buckets.charge(`socket ${address}`, handshakes, floodCost);
  }

  countRefused(request: IncomingMessage): void {
    this.#buckets.charge(`refused ${this.addressOf(request)}`, refusedRequests, 1);
  }

  /** Whether a request for a session that we do not know is worth an answer. */
  mayAsk(request: IncomingMessage): boolean {
    return this.#buckets.wait(`refused ${this.addressOf(request)}`, refusedRequests) === 0;
  }

  addressOf(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    return addressOf(request, this.#trusts);
  }
}

/** As Express finds `request.ip`, for requests that never come to it: as far back as proxies are believed. */
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
