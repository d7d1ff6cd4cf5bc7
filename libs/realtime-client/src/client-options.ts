import type { StorefrontScope } from '@passline/contracts';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Backoff } from './backoff.ts';
import type { GapTimeouts } from './catch-up.ts';
import type { ConnectionOptions, TokenSource } from './connection.ts';
import type { PositionStore } from './positions.ts';
import type { SequencerLimits } from './sequencer.ts';
import type { RealtimeSocket, SocketAddress } from './socket.ts';

export interface RealtimeClientOptions {
  /** A socket of your own (`autoConnect: false`, `forceNew: true`), or what is needed to create one. */
  connect: (() => RealtimeSocket) | SocketAddress;
  /** Called for every connection attempt; with `expired` after the server rejected the last token as expired. */
  token: TokenSource;
  /**
   * `trackingToken`: one order, read-only, without an account. `storefront`: the public facts of one restaurant, without
   * an account; `token` then returns the restaurant's id.
   */
  tokenKind?: ConnectionOptions['tokenKind'];
  /**
   * `joined` (default): of the restaurants' openings, menus and offers only those of joined storefronts and of those that
   * the server joins automatically. `all`: those of all restaurants, except changes of menus.
   */
  storefronts?: StorefrontScope;
  positions?: PositionStore;
  liveness?: ConnectionOptions['liveness'];
  backoff?: Backoff;
  /** Timeout of one connection attempt, in milliseconds. */
  connectTimeout?: number;
  gaps?: GapTimeouts;
  limits?: Partial<SequencerLimits>;
  /** Emits true when the network is back, false when it is gone. */
  online?: Observable<boolean>;
  visible?: Observable<boolean>;
  /** Drives every timer and every time stamp. */
  scheduler?: SchedulerLike;
  random?: () => number;
}

export const defaults = {
  liveness: { every: 2_000, deadAfter: 5_000 },
  backoff: { min: 500, max: 10_000, jitter: 0.5 },
  connectTimeout: 10_000,
  gaps: { grace: 200, giveUpAfter: 5_000 },
} as const;
