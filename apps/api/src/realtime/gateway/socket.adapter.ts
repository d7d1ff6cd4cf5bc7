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
  // Closes connections that never complete the handshake.
  connectTimeout: Math.min(10, config.requestSeconds) * 1_000,
  // Measured with events of this size: compression takes three times the CPU per delivery and 200 KiB per connection.
  perMessageDeflate: false,
  cors: { origin: [...config.corsOrigins], credentials: config.corsOrigins.length > 0 },
  allowRequest: (request, decide) =>
    decide(
      null,
      isOurHost(request.headers.host, config.publicUrl) &&
        mayConnectFrom(request, config.corsOrigins) &&
        strangers.mayKnock(request),
    ),
  // Never enable `connectionStateRecovery`: it puts a socket back into its rooms without asking the access policy.
});

/**
 * Puts Socket.IO on the one port. One listener per socket passes every packet to the dispatcher. A chain of streams for
 * each command, as in Nest's own adapter, would triple the memory of an idle connection.
 */
export class SocketAdapter extends AbstractWsAdapter {
  readonly #config: Config;
  readonly #dispatcher: CommandDispatcher;
  readonly #workerBus: WorkerBus;
  readonly #strangers: Strangers;
  readonly #redis: RedisLine;
  readonly #gate: PacketGate;

  constructor(
    http: HttpServer,
    config: Config,
    dispatcher: CommandDispatcher,
    workerBus: WorkerBus,
    redis: RedisLine,
    strangers: Strangers,
    gate: PacketGate,
  ) {
    super(http);
    this.#gate = gate;
    this.#redis = redis;
    this.#config = config;
    this.#dispatcher = dispatcher;
    this.#workerBus = workerBus;
    this.#strangers = strangers;
  }

  override create(): Server {
    const http = this.httpServer as HttpServer;
    const server = new Server(http, {
      ...socketOptions(this.#config, this.#strangers),
      ...this.#adapterOption(),
    });
    server.engine.generateId = sessionIds(this.#config.nodeId, this.#workerBus.slot?.number);
    const engine = server.engine as unknown as Engine;
    this.#gate.attach(engine, this.#strangers);
    server.engine.on('connection_error', ({ req, code }: { req: IncomingMessage; code: number }) => {
      // Code 4 comes from `allowRequest`, which has counted it already.
      if (code !== 4) this.#strangers.countRefused(req);
    });
    // An option of the constructor of http.Server, which Nest calls.
    Object.assign(http, { shouldUpgradeCallback: isWebSocket });
    new SessionForwarding(this.#workerBus).attach(http);
    // Frees the first request, which uses much memory and is not needed after the handshake.
    server.engine.on('connection', (connection: { request: unknown }) => {
      connection.request = null;
    });
    return server;
  }

  /** The adapter that reaches the other processes. Redis reaches those of this machine too. */
  #adapterOption(): Partial<ServerOptions> {
    if (this.#redis.isWanted) return { adapter: adapterOver(this.#redis) };
    // Short times: requests stop waiting for a killed worker after 2.5 s.
    if (this.#workerBus.slot)
      return { adapter: createAdapter({ heartbeatInterval: 1_000, heartbeatTimeout: 2_500 }) };
    return {};
  }

  override bindMessageHandlers(socket: LiveSocket, handlers: WsMessageHandler[]): void {
    this.#dispatcher.listen(socket, handlers);
  }
}

/**
 * Any other `Upgrade` header is ignored and the request answered, as RFC 9110 allows. Otherwise Node would pass the
 * request to Engine.IO, which closes the connection without an answer.
 */
const isWebSocket = ({ url = '', headers }: IncomingMessage): boolean =>
  url.startsWith('/socket.io/') && headers.upgrade?.toLowerCase() === 'websocket';
