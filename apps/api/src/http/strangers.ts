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
    return this.#buckets.take(`socket ${addressOf(request, this.#trusts)}`, handshakes) === 0;
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
