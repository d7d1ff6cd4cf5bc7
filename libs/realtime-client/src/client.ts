import type {
  CommandName,
  CommandPayload,
  DurableEventName,
  StreamPosition,
  VolatileEventName,
  WirePayload,
} from '@passline/contracts';
import {
  asyncScheduler,
  filter,
  map,
  Subject,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { isMeta, type AnyLiveEvent, type Arrival, type LiveEvent } from './arrival.ts';
import type { Backoff } from './backoff.ts';
import { CatchUp, type GapPatience } from './catch-up.ts';
import { Commands, type SendOptions } from './commands.ts';
import type { ConnectionStatus } from './connection-status.ts';
import { Connection, type ConnectionOptions, type TokenSource } from './connection.ts';
import { browserOnline, pageVisible } from './environment.ts';
import { Feed, type Resync } from './feed.ts';
import { FreshnessGauge, type Freshness } from './freshness.ts';
import type { Persistence } from './persistently.ts';
import { PositionKeeper, type PositionStore } from './positions.ts';
import { RealtimeError } from './realtime-error.ts';
import { Rooms, type JoinKind, type JoinState } from './rooms.ts';
import type { SequencerLimits } from './sequencer.ts';
import type { Accepted, Session } from './session.ts';
import { openSocket, type RealtimeSocket, type SocketAddress } from './socket.ts';

export interface RealtimeClientOptions {
  /** A socket of your own (`autoConnect: false`, `forceNew: true`), or what is needed to make one. */
  connect: (() => RealtimeSocket) | SocketAddress;
  /** Asked at every connect; with `expired` when the server has just refused the last one for its age. */
  token: TokenSource;
  /** `trackingToken`: one order, read-only, no account. */
  tokenKind?: ConnectionOptions['tokenKind'];
  positions?: PositionStore;
  liveness?: ConnectionOptions['liveness'];
  backoff?: Backoff;
  /** How long a try to connect may take, in milliseconds. */
  patience?: number;
  gaps?: GapPatience;
  limits?: Partial<SequencerLimits>;
  /** True when the network is back, false when it has gone. */
  online?: Observable<boolean>;
  visible?: Observable<boolean>;
  /** All timers and all times. */
  scheduler?: SchedulerLike;
  random?: () => number;
}

export interface RealtimeClient {
  start(): void;
  /** Ends everything: the connection, timers, rooms (they complete), commands (they fail). `start()` begins anew. */
  stop(): void;
  /** Go on under a new token: in place when connected, else with the next connection. */
  renew(token: string): Promise<void>;
  readonly status$: Observable<ConnectionStatus>;
  readonly freshness$: Observable<Freshness>;
  /** Exactly once, in the order of its streams. */
  events<N extends DurableEventName>(name: N): Observable<LiveEvent<N>>;
  /** Every durable event, in order. */
  readonly all$: Observable<AnyLiveEvent>;
  /** Latest wins; may be lost. */
  volatile<N extends VolatileEventName>(name: N): Observable<WirePayload<N>>;
  /** Held while somebody subscribes. Fails with a RealtimeError when it is refused or withdrawn. */
  join(kind: JoinKind, id: string): Observable<JoinState>;
  send<N extends CommandName>(
    name: N,
    payload: CommandPayload<N>,
    options?: SendOptions,
  ): Promise<Accepted<N>>;
  /** Load these by REST: what was before cannot be told event by event. Comes before the events that follow. */
  readonly resync$: Observable<readonly Resync[]>;
  /** The snapshot that was loaded already holds everything up to this position. */
  rebased(stream: string, position: StreamPosition): void;
  /** After a reconnect, or after a reload with kept positions: so many changes were fetched. */
  readonly caughtUp$: Observable<{ count: number }>;
  /** A room, or everything, may no longer be heard. */
  readonly revoked$: Observable<{ room?: string; reason: string }>;
  /** What went wrong and was not the answer to a call of yours. */
  readonly errors$: Observable<RealtimeError>;
}

export const defaults = {
  liveness: { every: 2_000, deadAfter: 5_000 },
  backoff: { min: 500, max: 10_000, jitter: 0.5 },
  patience: 10_000,
  gaps: { grace: 200, giveUpAfter: 5_000 },
} as const;

export function createRealtimeClient(options: RealtimeClientOptions): RealtimeClient {
  const { scheduler = asyncScheduler, random = Math.random, backoff = defaults.backoff } = options;
  const { liveness = defaults.liveness, visible = pageVisible } = options;

  const errors = new Subject<RealtimeError>();
  const revoked = new Subject<{ room?: string; reason: string }>();
  const caughtUp = new Subject<{ count: number }>();
  const volatiles = new Subject<{ event: string; payload: unknown }>();

  const connection = new Connection({
    open: () => openSocket(options.connect),
    token: options.token,
    tokenKind: options.tokenKind ?? 'token',
    backoff,
    patience: options.patience ?? defaults.patience,
    liveness,
    online: options.online ?? browserOnline,
    visible,
    scheduler,
    random,
  });
  const report = (error: unknown) =>
    errors.next(error instanceof RealtimeError ? error : RealtimeError.appFailed('a listener', error));
  const persistence: Persistence = { tries: 3, backoff, random, report };
  const giveUpOn = (session: Session, error: RealtimeError) => {
    report(error);
    if (!session.ended) connection.reopen('unanswered');
  };
  const feed = new Feed(options.limits);
  const rooms = new Rooms(feed, persistence, giveUpOn);
  const catchUp = new CatchUp(feed, rooms, persistence, options.gaps ?? defaults.gaps, scheduler);
  const commands = new Commands(connection.session, scheduler, backoff, random);
  const gauge = new FreshnessGauge(scheduler, liveness ? liveness.deadAfter : null);
  const keeper = new PositionKeeper(options.positions, scheduler, () => feed.sequencer.positions(), report);

  let caughtUpWith: Session | null = null;
  let lives = 0;
  let life: Subscription | undefined;
  // The server is trusted to keep to the contract: its own tests hold every event against the catalogue.
  const all = feed.events as Observable<Arrival> as Observable<AnyLiveEvent>;

  const revoke = (room: string, reason: string) => {
    rooms.revoke(room, reason);
    revoked.next({ room, reason });
  };
  const begin = async (session: Session, automatic: readonly string[]) => {
    for (const room of rooms.adopt(automatic)) revoke(room, 'not yours any more');
    if (session !== caughtUpWith) feed.takeReplayed();
    try {
      await catchUp.begin(session, automatic);
    } catch (error) {
      if (!session.ended)
        giveUpOn(session, error instanceof RealtimeError ? error : RealtimeError.appFailed('sync', error));
      return;
    }
    if (session.ended) return;
    gauge.current();
    connection.ready(session);
    if (session === caughtUpWith) return;
    caughtUpWith = session;
    const count = feed.takeReplayed();
    if (lives++ > 0 || count > 0) caughtUp.next({ count });
  };

  connection.registered.subscribe(({ session, rooms: automatic }) => void begin(session, automatic));
  connection.session.subscribe((session) => {
    if (session) return;
    rooms.sessionEnded();
    catchUp.sessionEnded();
  });
  connection.errors.subscribe(report);
  connection.heard.subscribe(() => {
    if (connection.status.value.state === 'connected' && !feed.sequencer.behind) gauge.current();
  });
  connection.packets.subscribe(({ event, payload, meta }) => {
    if (isMeta(meta)) feed.live(event, payload, meta);
    else if (typeof meta === 'object' && meta !== null)
      report(new RealtimeError('bad_answer', `the meta of ${event} is none`));
    else if (!direct(event, payload)) volatiles.next({ event, payload });
  });
  catchUp.denied.subscribe((room) => revoke(room, 'denied'));
  feed.changed.subscribe(() => keeper.touch());

  return {
    start: () => {
      if (!connection.running) {
        feed.reset(keeper.load());
        // A hidden page may be closed without another word.
        life = visible.pipe(filter((seen) => !seen)).subscribe(() => keeper.flush());
      }
      connection.start();
    },
    stop: () => {
      keeper.flush();
      life?.unsubscribe();
      gauge.reset();
      commands.stop();
      rooms.complete();
      connection.stop();
      feed.reset({});
      lives = 0;
    },
    renew: async (token) => {
      if (connection.session.value) await commands.send('auth:refresh', { token });
      else if (connection.status.value.state === 'error') connection.start();
    },
    status$: connection.status.asObservable(),
    freshness$: gauge.watch(connection.status),
    events: <N extends DurableEventName>(name: N) =>
      all.pipe(filter((it): it is AnyLiveEvent & LiveEvent<N> => it.event === name)),
    all$: all,
    volatile: <N extends VolatileEventName>(name: N) =>
      volatiles.pipe(
        filter(({ event }) => event === name),
        map(({ payload }) => payload as WirePayload<N>),
      ),
    join: (kind, id) => rooms.join(kind, id),
    send: (name, payload, how) => commands.send(name, payload, how),
    resync$: feed.resyncs.asObservable(),
    rebased: (stream, position) => feed.pass(stream, position),
    caughtUp$: caughtUp.asObservable(),
    revoked$: revoked.asObservable(),
    errors$: errors.asObservable(),
  };

  /** What the server says to this socket about itself. */
  function direct(event: string, payload: unknown): boolean {
    switch (event) {
      case 'access:revoked': {
        const { room, reason } = payload as WirePayload<'access:revoked'>;
        if (room === undefined) revoked.next({ reason });
        else revoke(room, reason);
        return true;
      }
      case 'error':
        report(RealtimeError.of(payload as WirePayload<'error'>));
        return true;
      case 'rate_limit_exceeded': {
        const { event: which, retryAfter } = payload as WirePayload<'rate_limit_exceeded'>;
        report(new RealtimeError('rate_limited', `too many ${which}`, retryAfter));
        return true;
      }
      default:
        return false;
    }
  }
}
