import type { StorefrontScope, WirePayload } from '@passline/contracts';
import {
  BehaviorSubject,
  merge,
  Subject,
  Subscription,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { backoffDelay, type Backoff } from './backoff.ts';
import type { ConnectionState, ConnectionStatus } from './connection-status.ts';
import { Liveness, type LivenessOptions } from './liveness.ts';
import { RealtimeError } from './realtime-error.ts';
import { isFinal, type Refusal } from './refusal.ts';
import { ConnectionSession } from './connection-session.ts';
import type { RealtimeSocket } from './socket.ts';

export type TokenSource = (why: 'connect' | 'expired') => string | null | Promise<string | null>;

export interface ConnectionOptions {
  open: () => RealtimeSocket;
  token: TokenSource;
  /** What `token` returns. */
  tokenKind: 'token' | 'trackingToken' | 'storefront';
  storefronts: StorefrontScope;
  backoff: Backoff;
  /** Timeout of one attempt, until the server has sent `registered`. */
  connectTimeout: number;
  liveness: LivenessOptions | false;
  online: Observable<boolean>;
  visible: Observable<boolean>;
  scheduler: SchedulerLike;
  random: () => number;
}

/**
 * Keeps one socket open: the five states, back-off, tokens, dead connections, nodes that drain. It always retries after
 * network failures and never after a final refusal, because many clients repeating those would overload the server.
 */
export class Connection {
  readonly status = new BehaviorSubject<ConnectionStatus>({
    state: 'disconnected',
    reason: null,
    retryAt: null,
  });
  /** A new session after every `registered`; null while disconnected. */
  readonly session = new BehaviorSubject<ConnectionSession | null>(null);
  readonly registered = new Subject<{ session: ConnectionSession; rooms: readonly string[] }>();
  readonly errors = new Subject<RealtimeError>();
  /** Emits for everything received from the server. */
  readonly activity = new Subject<void>();
  readonly packets = new Subject<Packet>();

  #socket: RealtimeSocket | undefined;
  #life = new Subscription();
  #timers = new Subscription();
  #wait: Subscription | undefined;
  #session: ConnectionSession | undefined;
  readonly #liveness: Liveness | undefined;
  /** Incremented by every attempt, so that a late answer of token() for an older attempt is ignored. */
  #attempt = 0;
  #attempts = 0;
  #opening = false;
  #wasConnected = false;
  #refreshedToken = false;
  #reconnectAt: number | undefined;

  constructor(private readonly options: ConnectionOptions) {
    const { liveness, scheduler } = options;
    if (liveness)
      this.#liveness = new Liveness(
        liveness,
        scheduler,
        // Liveness notices a missing answer by itself, so a failed ping needs no report.
        () => void this.#session?.ask('ping', undefined, liveness.deadAfter).catch(() => undefined),
        () => this.reopen('silent'),
      );
  }

  get running(): boolean {
    return this.#socket !== undefined;
  }

  start(): void {
    if (this.#socket) {
      if (this.status.value.state === 'error') void this.#open('connect');
      return;
    }
    const socket = this.options.open();
    this.#socket = socket;
    socket.io.reconnection(false);
    this.#life = new Subscription();
    this.#listen(socket, 'connect', () => this.#connected(socket));
    this.#listen(socket, 'disconnect', (reason) => this.#disconnected(String(reason)));
    this.#listen(socket, 'connect_error', (error) => this.#connectFailed(error as Refusal));
    this.#listen(socket, 'registered', (message) =>
      this.#registered((message as WirePayload<'registered'>).rooms),
    );
    this.#listen(socket, 'server:drain', (notice) =>
      this.#reconnectLater(notice as WirePayload<'server:drain'>),
    );
    this.#listen(socket, 'replaced', () => this.#fail('replaced'));
    const packet = (event: string, payload: unknown, meta: unknown) => {
      this.#noteActivity();
      this.packets.next({ event, payload, meta });
    };
    socket.onAny(packet);
    this.#life.add(() => socket.offAny(packet));
    const { online, visible } = this.options;
    this.#life.add(merge(online, visible).subscribe((back) => this.#recheck(back)));
    void this.#open('connect');
  }

  stop(): void {
    this.#close();
    this.#life.unsubscribe();
    this.#socket = undefined;
    this.#wasConnected = this.#refreshedToken = false;
    this.#attempts = 0;
    this.#setStatus('disconnected');
  }

  /** Every missed event has been received. */
  ready(session: ConnectionSession): void {
    if (session !== this.#session) return;
    this.#attempts = 0;
    this.#wasConnected = true;
    this.#setStatus('connected');
  }

  /** Closes this connection and opens another. */
  reopen(reason: string, delay?: number): void {
    if (!this.#socket) return;
    this.#close();
    this.#retry(reason, delay);
  }

  async #open(why: 'connect' | 'expired'): Promise<void> {
    const attempt = ++this.#attempt;
    this.#wait?.unsubscribe();
    this.#wait = undefined;
    this.#reconnectAt = undefined;
    // The reason for the retry stays until the attempt succeeds or fails.
    const { state, reason } = this.status.value;
    this.#setStatus(this.#attemptState, state === this.#attemptState ? reason : null);
    this.#after(this.options.connectTimeout, () => this.reopen('timeout'));
    let token: string | null;
    try {
      token = await this.options.token(why);
    } catch (cause) {
      if (attempt !== this.#attempt) return;
      this.errors.next(RealtimeError.appFailed('token()', cause));
      this.reopen('token_unavailable');
      return;
    }
    if (attempt !== this.#attempt || !this.#socket) return;
    if (!token) {
      this.#fail('token_missing');
      return;
    }
    const { tokenKind, storefronts } = this.options;
    this.#socket.auth = { [tokenKind]: token, ...(tokenKind === 'token' && { storefronts }) };
    this.#opening = true;
    this.#socket.connect();
  }

  #connected(socket: RealtimeSocket): void {
    this.#opening = false;
    this.#refreshedToken = false;
    this.#session = new ConnectionSession(socket, this.options.scheduler, () => this.#noteActivity());
    this.#liveness?.start();
  }

  #registered(rooms: readonly string[]): void {
    const session = this.#session;
    if (!session) return;
    if (this.session.value !== session) {
      this.#timers.unsubscribe();
      this.#timers = new Subscription();
      this.session.next(session);
    }
    this.registered.next({ session, rooms });
  }

  #disconnected(reason: string): void {
    // Without either, this client closed the socket itself. While it opens one, a server that is busy or stopping closes
    // the connection without a reason.
    if (!this.#session && !this.#opening) return;
    const { scheduler } = this.options;
    const moving =
      this.#reconnectAt === undefined ? undefined : Math.max(0, this.#reconnectAt - scheduler.now());
    this.#close();
    if (moving === undefined) this.#retry(reason);
    else this.#retry('moving', moving);
  }

  #connectFailed(error: Refusal): void {
    if (!this.#opening) return;
    this.#close();
    const code = error.data?.code;
    if (code === 'token_expired' && !this.#refreshedToken) {
      this.#refreshedToken = true;
      void this.#open('expired');
    } else if (isFinal(code)) this.#fail(code);
    else this.#retry(code ?? 'unreachable');
  }

  #reconnectLater({ reconnectAfterMs }: WirePayload<'server:drain'>): void {
    this.#reconnectAt = this.options.scheduler.now() + reconnectAfterMs;
    this.#after(reconnectAfterMs, () => this.reopen('moving', 0));
  }

  #fail(reason: string): void {
    this.#close();
    this.#refreshedToken = false;
    this.#setStatus('error', reason);
  }

  #retry(reason: string, delay?: number): void {
    const { backoff, random, scheduler } = this.options;
    const wait = delay ?? backoffDelay(backoff, this.#attempts++, random);
    this.#setStatus(this.#attemptState, reason, new Date(scheduler.now() + wait));
    this.#wait = timer(wait, scheduler).subscribe(() => void this.#open('connect'));
  }

  /** The network or the page came back or went away, so the known state may be outdated. */
  #recheck(back: boolean): void {
    if (this.#session) this.#liveness?.check();
    else if (back && this.#wait && this.status.value.reason !== 'moving') {
      this.#attempts = 0;
      void this.#open('connect');
    }
  }

  /** Ends this connection completely: no timer, promise or pending attempt remains. */
  #close(): void {
    this.#attempt++;
    this.#opening = false;
    this.#reconnectAt = undefined;
    this.#timers.unsubscribe();
    this.#timers = new Subscription();
    this.#wait?.unsubscribe();
    this.#wait = undefined;
    this.#liveness?.stop();
    const session = this.#session;
    this.#session = undefined;
    session?.end();
    this.#socket?.disconnect();
    if (this.session.value) this.session.next(null);
  }

  #after(ms: number, act: () => void): void {
    this.#timers.add(timer(ms, this.options.scheduler).subscribe(act));
  }

  #listen(socket: RealtimeSocket, event: string, listener: (message: unknown) => void): void {
    socket.on(event, listener);
    this.#life.add(() => socket.off(event, listener));
  }

  #noteActivity(): void {
    this.#liveness?.activity();
    this.activity.next();
  }

  #setStatus(state: ConnectionState, reason: string | null = null, retryAt: Date | null = null): void {
    this.status.next({ state, reason, retryAt });
  }

  get #attemptState(): ConnectionState {
    return this.#wasConnected ? 'reconnecting' : 'connecting';
  }
}

export interface Packet {
  event: string;
  payload: unknown;
  meta: unknown;
}
