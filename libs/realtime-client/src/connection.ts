import type { WirePayload } from '@passline/contracts';
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
import { Session } from './session.ts';
import type { RealtimeSocket } from './socket.ts';

export type TokenSource = (why: 'connect' | 'expired') => string | null | Promise<string | null>;

export interface ConnectionOptions {
  open: () => RealtimeSocket;
  token: TokenSource;
  /** `trackingToken`: one order, read-only, no account. */
  tokenKind: 'token' | 'trackingToken';
  backoff: Backoff;
  /** How long a try may take until the server has said who we are. */
  patience: number;
  liveness: LivenessOptions | false;
  online: Observable<boolean>;
  visible: Observable<boolean>;
  scheduler: SchedulerLike;
  random: () => number;
}

/**
 * Keeps one socket open: the five states, back-off, tokens, dead lines, nodes that stop. It never gives up on a
 * network, and never insists on a refusal: a client that retried those would be a storm.
 */
export class Connection {
  readonly status = new BehaviorSubject<ConnectionStatus>({
    state: 'disconnected',
    reason: null,
    retryAt: null,
  });
  /** A new one each time that the server has said who we are; null while there is none. */
  readonly session = new BehaviorSubject<Session | null>(null);
  readonly registered = new Subject<{ session: Session; rooms: readonly string[] }>();
  readonly errors = new Subject<RealtimeError>();
  /** Any sign of life. */
  readonly heard = new Subject<void>();
  readonly packets = new Subject<Packet>();

  #socket: RealtimeSocket | undefined;
  #life = new Subscription();
  #timers = new Subscription();
  #wait: Subscription | undefined;
  #session: Session | undefined;
  readonly #liveness: Liveness | undefined;
  /** Stale answers of token() belong to an older turn. */
  #turn = 0;
  #attempts = 0;
  #opening = false;
  #wasReady = false;
  #askedAgain = false;
  #moveAt: number | undefined;

  constructor(private readonly options: ConnectionOptions) {
    const { liveness, scheduler } = options;
    if (liveness)
      this.#liveness = new Liveness(
        liveness,
        scheduler,
        // A ping that fails is what liveness is there to judge: nobody else need hear of it.
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
    this.#listen(socket, 'connect_error', (error) => this.#refused(error as Refusal));
    this.#listen(socket, 'registered', (who) => this.#named((who as WirePayload<'registered'>).rooms));
    this.#listen(socket, 'server:drain', (notice) => this.#moveLater(notice as WirePayload<'server:drain'>));
    this.#listen(socket, 'replaced', () => this.#fail('replaced'));
    const packet = (event: string, payload: unknown, meta: unknown) => {
      this.#hear();
      this.packets.next({ event, payload, meta });
    };
    socket.onAny(packet);
    this.#life.add(() => socket.offAny(packet));
    const { online, visible } = this.options;
    this.#life.add(merge(online, visible).subscribe((back) => this.#lookUp(back)));
    void this.#open('connect');
  }

  stop(): void {
    this.#close();
    this.#life.unsubscribe();
    this.#socket = undefined;
    this.#wasReady = this.#askedAgain = false;
    this.#attempts = 0;
    this.#say('disconnected');
  }

  /** Everything that was missed has been caught up with. */
  ready(session: Session): void {
    if (session !== this.#session) return;
    this.#attempts = 0;
    this.#wasReady = true;
    this.#say('connected');
  }

  /** This line is of no use: take another. */
  reopen(reason: string, delay?: number): void {
    if (!this.#socket) return;
    this.#close();
    this.#again(reason, delay);
  }

  async #open(why: 'connect' | 'expired'): Promise<void> {
    const turn = ++this.#turn;
    this.#wait?.unsubscribe();
    this.#wait = undefined;
    this.#moveAt = undefined;
    // The reason for which we try again stays until that try has an outcome.
    const { state, reason } = this.status.value;
    this.#say(this.#trying, state === this.#trying ? reason : null);
    this.#after(this.options.patience, () => this.reopen('timeout'));
    let token: string | null;
    try {
      token = await this.options.token(why);
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.errors.next(RealtimeError.appFailed('token()', cause));
      this.reopen('token_unavailable');
      return;
    }
    if (turn !== this.#turn || !this.#socket) return;
    if (!token) {
      this.#fail('token_missing');
      return;
    }
    this.#socket.auth = { [this.options.tokenKind]: token };
    this.#opening = true;
    this.#socket.connect();
  }

  #connected(socket: RealtimeSocket): void {
    this.#opening = false;
    this.#askedAgain = false;
    this.#session = new Session(socket, this.options.scheduler, () => this.#hear());
    this.#liveness?.start();
  }

  #named(rooms: readonly string[]): void {
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
    // Our own closing says so too.
    if (!this.#session) return;
    const { scheduler } = this.options;
    const moving = this.#moveAt === undefined ? undefined : Math.max(0, this.#moveAt - scheduler.now());
    this.#close();
    if (moving === undefined) this.#again(reason);
    else this.#again('moving', moving);
  }

  #refused(error: Refusal): void {
    if (!this.#opening) return;
    this.#close();
    const code = error.data?.code;
    if (code === 'token_expired' && !this.#askedAgain) {
      this.#askedAgain = true;
      void this.#open('expired');
    } else if (isFinal(code)) this.#fail(code);
    else this.#again(error.message === 'unauthorized' && code ? code : 'unreachable');
  }

  #moveLater({ reconnectAfterMs }: WirePayload<'server:drain'>): void {
    this.#moveAt = this.options.scheduler.now() + reconnectAfterMs;
    this.#after(reconnectAfterMs, () => this.reopen('moving', 0));
  }

  #fail(reason: string): void {
    this.#close();
    this.#askedAgain = false;
    this.#say('error', reason);
  }

  #again(reason: string, delay?: number): void {
    const { backoff, random, scheduler } = this.options;
    const wait = delay ?? backoffDelay(backoff, this.#attempts++, random);
    this.#say(this.#trying, reason, new Date(scheduler.now() + wait));
    this.#wait = timer(wait, scheduler).subscribe(() => void this.#open('connect'));
  }

  /** The network or the page is back, or has gone: what we believed may be old. */
  #lookUp(back: boolean): void {
    if (this.#session) this.#liveness?.check();
    else if (back && this.#wait && this.status.value.reason !== 'moving') {
      this.#attempts = 0;
      void this.#open('connect');
    }
  }

  /** Leaves nothing of this connection behind: no timer, no promise, no half-open try. */
  #close(): void {
    this.#turn++;
    this.#opening = false;
    this.#moveAt = undefined;
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

  #listen(socket: RealtimeSocket, event: string, listener: (word: unknown) => void): void {
    socket.on(event, listener);
    this.#life.add(() => socket.off(event, listener));
  }

  #hear(): void {
    this.#liveness?.heard();
    this.heard.next();
  }

  #say(state: ConnectionState, reason: string | null = null, retryAt: Date | null = null): void {
    this.status.next({ state, reason, retryAt });
  }

  get #trying(): ConnectionState {
    return this.#wasReady ? 'reconnecting' : 'connecting';
  }
}

export interface Packet {
  event: string;
  payload: unknown;
  meta: unknown;
}
