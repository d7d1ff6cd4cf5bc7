import type { WsMessageHandler } from '@nestjs/common';
import { AbstractWsAdapter } from '@nestjs/websockets';
import { createAdapter } from '@socket.io/cluster-adapter';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import type { Config } from '../../common/config/env.ts';
import { isOurHost } from '../../common/http/hosts.ts';
import type { Strangers } from '../../common/http/ip-rate-limit.ts';
import type { WorkerBus } from '../../infrastructure/workers/worker-bus.ts';
import { SessionForwarding } from '../../infrastructure/workers/session-forwarding.ts';
import { CommandDispatcher } from './commands/command-dispatcher.ts';
import { adapterOver } from '../cluster/redis-adapter.ts';
import type { RedisLine } from '../cluster/redis-line.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import { mayConnectFrom } from './handshake/origin.ts';
import type { Engine, PacketGate } from './handshake/packet-gate.ts';
import { sessionIds } from '../../infrastructure/workers/session-ids.ts';

const socketOptions = (config: Config, strangers: Strangers): Partial<ServerOptions> => ({
  path: '/socket.io/',
  transports: ['polling', 'websocket'],
  serveClient: false,
  maxHttpBufferSize: config.sockets.payloadBytes,
  // Whoever opens a connection and never says who they are.
  connectTimeout: Math.min(10, config.requestSeconds) * 1_000,
  // Measured with events of our size: three times the CPU for each delivery, and 200 KiB more for each connection.
  perMessageDeflate: false,
  cors: { origin: [...config.corsOrigins], credentials: config.corsOrigins.length > 0 },
  allowRequest: (request, decide) =>
    decide(
      null,
      isOurHost(request.headers.host, config.publicUrl) &&
        mayConnectFrom(request, config.corsOrigins) &&
        strangers.mayKnock(request),
    ),
  // Never `connectionStateRecovery`: it lets a socket back into its rooms before anybody has asked whether it may.
});

/**
 * Puts Socket.IO on the one port. One listener per socket hands every packet to the intake, instead of a chain of
 * streams for each command: that is a third of what an idle connection would otherwise weigh.
 */
export class SocketAdapter extends AbstractWsAdapter {
  readonly #config: Config;
  readonly #intake: CommandDispatcher;
  readonly #coworkers: WorkerBus;
  readonly #strangers: Strangers;
  readonly #redis: RedisLine;
  readonly #gate: PacketGate;

  constructor(
    http: HttpServer,
    config: Config,
    intake: CommandDispatcher,
    coworkers: WorkerBus,
    redis: RedisLine,
    strangers: Strangers,
    gate: PacketGate,
  ) {
    super(http);
    this.#gate = gate;
    this.#redis = redis;
    this.#config = config;
    this.#intake = intake;
    this.#coworkers = coworkers;
    this.#strangers = strangers;
  }

  override create(): Server {
    const http = this.httpServer as HttpServer;
    const server = new Server(http, {
      ...socketOptions(this.#config, this.#strangers),
      ...this.#reach(),
    });
    server.engine.generateId = sessionIds(this.#config.nodeId, this.#coworkers.seat?.number);
    const engine = server.engine as unknown as Engine;
    this.#gate.attach(engine, this.#strangers);
    server.engine.on('connection_error', ({ req, code }: { req: IncomingMessage; code: number }) => {
      // Those whose beginning was refused (4) are counted where that was decided.
      if (code !== 4) this.#strangers.countRefused(req);
    });
    // An option of the server's constructor, which is Nest's to call.
    Object.assign(http, { shouldUpgradeCallback: isWebSocket });
    new SessionForwarding(this.#coworkers).handOn(http);
    // The first request of a connection is of no use after the handshake, and heavy.
    server.engine.on('connection', (connection: { request: unknown }) => {
      connection.request = null;
    });
    return server;
  }

  /** Redis reaches the workers of this machine too, and the others. */
  #reach(): Partial<ServerOptions> {
    if (this.#redis.isWanted) return { adapter: adapterOver(this.#redis) };
    // A worker that was killed is soon not waited for any more.
    if (this.#coworkers.seat)
      return { adapter: createAdapter({ heartbeatInterval: 1_000, heartbeatTimeout: 2_500 }) };
    return {};
  }

  override bindMessageHandlers(socket: LiveSocket, handlers: WsMessageHandler[]): void {
    this.#intake.listen(socket, handlers);
  }
}

/**
 * Every other `Upgrade` is ignored and its request answered, as RFC 9110 says: Node would hand it to Engine.IO, which
 * closes the connection without an answer.
 */
const isWebSocket = ({ url = '', headers }: IncomingMessage): boolean =>
  url.startsWith('/socket.io/') && headers.upgrade?.toLowerCase() === 'websocket';
