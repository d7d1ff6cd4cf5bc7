import type {
  CommandName,
  CommandPayload,
  DurableEventName,
  StreamPosition,
  VolatileEventName,
  WirePayload,
} from '@passline/contracts';
import { filter, map, type Observable, type Subscription } from 'rxjs';
import type { AnyLiveEvent, ReceivedEvent, LiveEvent } from './received-event.ts';
import type { RealtimeClientOptions } from './client-options.ts';
import { assembleClient } from './assemble-client.ts';
import type { SendOptions } from './command-sender.ts';
import type { ConnectionStatus } from './connection-status.ts';
import type { Accepted } from './connection-session.ts';
import type { Resync } from './feed.ts';
import type { Freshness } from './freshness.ts';
import type { RealtimeError } from './realtime-error.ts';
import type { Registration } from './packet-router.ts';
import type { JoinKind, JoinState } from './rooms.ts';

export interface RealtimeClient {
  start(): void;
  /** Ends the connection, the timers, the rooms (they complete) and the commands (they fail). `start()` begins anew. */
  stop(): void;
  /** Continues with a new token: in place while connected, otherwise with the next connection. */
  renew(token: string): Promise<void>;
  readonly status$: Observable<ConnectionStatus>;
  readonly freshness$: Observable<Freshness>;
  /** Exactly once, in the order of its streams. */
  events<N extends DurableEventName>(name: N): Observable<LiveEvent<N>>;
  /** Every durable event, in order. */
  readonly all$: Observable<AnyLiveEvent>;
  /** The latest value wins; values may be lost. */
  volatile<N extends VolatileEventName>(name: N): Observable<WirePayload<N>>;
  /** Keeps the room joined while there is a subscriber. Fails with a RealtimeError when access is denied or revoked. */
  join(kind: JoinKind, id: string): Observable<JoinState>;
  send<N extends CommandName>(
    name: N,
    payload: CommandPayload<N>,
    options?: SendOptions,
  ): Promise<Accepted<N>>;
  /** Load these streams by REST: their earlier events cannot be replayed. Emits before the events that follow. */
  readonly resync$: Observable<readonly Resync[]>;
  /** Call this when a loaded snapshot already contains everything up to this position. */
  rebased(stream: string, position: StreamPosition): void;
  /** The number of changes that were replayed after a reconnect, or after a reload with stored positions. */
  readonly caughtUp$: Observable<{ count: number }>;
  /** Access to a room was revoked; without `room`, access to everything. */
  readonly revoked$: Observable<{ room?: string; reason: string }>;
  /** The user's role and rooms: at each connection, and each time the user's rights have changed. */
  readonly registered$: Observable<Registration>;
  /** Failures that no call of yours reports. */
  readonly errors$: Observable<RealtimeError>;
}

export function createRealtimeClient(options: RealtimeClientOptions): RealtimeClient {
  const parts = assembleClient(options);
  const { connection, feed, rooms, router, gauge, commands, errors, setup } = parts;
  // The server is trusted to keep the contract: its own tests check every event against the catalogue.
  const all = feed.events as Observable<ReceivedEvent> as Observable<AnyLiveEvent>;
  return {
    ...lifecycle(parts),
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
      router.volatiles.pipe(
        filter(({ event }) => event === name),
        map(({ payload }) => payload as WirePayload<N>),
      ),
    join: (kind, id) => rooms.join(kind, id),
    send: (name, payload, how) => commands.send(name, payload, how),
    resync$: feed.resyncs.asObservable(),
    rebased: (stream, position) => feed.pass(stream, position),
    caughtUp$: setup.caughtUp.asObservable(),
    revoked$: router.revoked.asObservable(),
    registered$: router.registered.asObservable(),
    errors$: errors.asObservable(),
  };
}

function lifecycle({
  connection,
  feed,
  rooms,
  gauge,
  commands,
  positions,
  setup,
  visible,
}: ReturnType<typeof assembleClient>): Pick<RealtimeClient, 'start' | 'stop'> {
  let hidden: Subscription | undefined;
  return {
    start: () => {
      if (!connection.running) {
        feed.reset(positions.load());
        // A browser may close a hidden page without another event.
        hidden = visible.pipe(filter((seen) => !seen)).subscribe(() => positions.flush());
      }
      connection.start();
    },
    stop: () => {
      positions.flush();
      hidden?.unsubscribe();
      gauge.reset();
      commands.stop();
      rooms.complete();
      connection.stop();
      feed.reset({});
      setup.reset();
    },
  };
}
