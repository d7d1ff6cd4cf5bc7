import { asyncScheduler, Subject } from 'rxjs';
import { CatchUp } from './catch-up.ts';
import { defaults, type RealtimeClientOptions } from './client-options.ts';
import { CommandSender } from './command-sender.ts';
import { Connection } from './connection.ts';
import type { ConnectionSession } from './connection-session.ts';
import { browserOnline, pageVisible } from './browser-environment.ts';
import { Feed } from './feed.ts';
import { FreshnessGauge } from './freshness.ts';
import { PacketRouter } from './packet-router.ts';
import { PositionSaver } from './positions.ts';
import { RealtimeError } from './realtime-error.ts';
import { Rooms } from './rooms.ts';
import { SessionSetup } from './session-setup.ts';
import { openSocket } from './socket.ts';

/** Creates the parts of a client and connects them. Nothing runs before the connection starts. */
export function assembleClient(options: RealtimeClientOptions) {
  const settings = settingsOf(options);
  const { backoff, random, scheduler, liveness } = settings;
  const errors = new Subject<RealtimeError>();
  const report = (error: unknown) =>
    errors.next(error instanceof RealtimeError ? error : RealtimeError.appFailed('a listener', error));
  const retries = { tries: 3, backoff, random, report };

  const connection = new Connection({ open: () => openSocket(options.connect), ...settings });
  const reconnect = (session: ConnectionSession, error: RealtimeError) => {
    report(error);
    if (!session.ended) connection.reopen('unanswered');
  };
  const feed = new Feed(options.limits);
  const rooms = new Rooms(feed, retries, reconnect);
  const catchUp = new CatchUp(feed, rooms, retries, options.gaps ?? defaults.gaps, scheduler);
  const router = new PacketRouter(feed, rooms, report);
  const gauge = new FreshnessGauge(scheduler, liveness ? liveness.deadAfter : null);
  const setup = new SessionSetup(feed, rooms, catchUp, {
    revoke: (room, reason) => router.revoke(room, reason),
    ready: (session) => {
      gauge.current();
      connection.ready(session);
    },
    failed: reconnect,
  });
  const commands = new CommandSender(connection.session, scheduler, backoff, random);
  const positions = new PositionSaver(options.positions, scheduler, () => feed.sequencer.positions(), report);
  const parts = { connection, feed, rooms, catchUp, router, gauge, setup, commands, positions, errors };
  subscribe(parts, report);
  return { ...parts, visible: settings.visible };
}

function settingsOf({ token, ...options }: RealtimeClientOptions) {
  return {
    token,
    tokenKind: options.tokenKind ?? 'token',
    storefronts: options.storefronts ?? 'joined',
    backoff: options.backoff ?? defaults.backoff,
    connectTimeout: options.connectTimeout ?? defaults.connectTimeout,
    liveness: options.liveness ?? defaults.liveness,
    online: options.online ?? browserOnline,
    visible: options.visible ?? pageVisible,
    scheduler: options.scheduler ?? asyncScheduler,
    random: options.random ?? Math.random,
  };
}

type Parts = Omit<ReturnType<typeof assembleClient>, 'visible'>;

function subscribe(
  { connection, feed, rooms, catchUp, router, gauge, setup, positions }: Parts,
  report: (error: unknown) => void,
): void {
  connection.registered.subscribe(({ session, rooms: automatic }) => void setup.run(session, automatic));
  connection.session.subscribe((session) => {
    if (session) return;
    rooms.sessionEnded();
    catchUp.sessionEnded();
  });
  connection.errors.subscribe(report);
  connection.activity.subscribe(() => {
    if (connection.status.value.state === 'connected' && !feed.sequencer.behind) gauge.current();
  });
  connection.packets.subscribe((packet) => router.route(packet));
  catchUp.denied.subscribe((room) => router.revoke(room, 'denied'));
  feed.changed.subscribe(() => positions.touch());
}
