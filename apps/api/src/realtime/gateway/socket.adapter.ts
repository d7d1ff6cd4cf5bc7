import type { WsMessageHandler } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Config } from '../../common/config/env.ts';
import { isOurHost } from '../../common/http/host-check.ts';
import type { IpRateLimit } from '../../common/http/ip-rate-limit.ts';
import type { ClusterAdapter } from '../cluster/cluster-adapter.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import type { CommandDispatcher } from './commands/command-dispatcher.ts';
import { mayConnectFrom } from './handshake/origin-check.ts';
import type { Engine, PacketGate } from './handshake/packet-gate.ts';

const socketOptions = (config: Config, ipLimit: IpRateLimit): Partial<ServerOptions> => ({
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
        ipLimit.mayConnect(request),
    ),
  // Never enable `connectionStateRecovery`: it puts a socket back into its rooms without asking the access policy.
});

/**
 * Puts Socket.IO on the one port. It replaces two steps of Nest's adapter. The server gets our limits and the adapter that
 * reaches the other processes, and each socket gets one listener instead of a chain of streams for each command: those
 * would triple the memory of an idle connection.
 */
export class SocketAdapter extends IoAdapter {
  readonly #http: HttpServer;
  readonly #config: Config;
  readonly #dispatcher: CommandDispatcher;
  readonly #cluster: ClusterAdapter;
  readonly #ipLimit: IpRateLimit;
  readonly #gate: PacketGate;

  constructor(
    http: HttpServer,
    config: Config,
    dispatcher: CommandDispatcher,
    cluster: ClusterAdapter,
    ipLimit: IpRateLimit,
    gate: PacketGate,
  ) {
    super(http);
    this.#http = http;
    this.#config = config;
    this.#dispatcher = dispatcher;
    this.#cluster = cluster;
    this.#ipLimit = ipLimit;
    this.#gate = gate;
  }

  /** Nest's own would pass the gateway's options; ours depend on the configuration and are known here only. */
  override createIOServer(): Server {
    const http = this.#http;
    const server = new Server(http, {
      ...socketOptions(this.#config, this.#ipLimit),
      ...this.#cluster.options,
    });
    // Engine.IO sets it only on the answers to polls. Its errors must not be cached either.
    server.engine.use((_request: unknown, response: ServerResponse, next: () => void) => {
      response.setHeader('cache-control', 'no-store');
      next();
    });
    this.#gate.attach(server.engine as unknown as Engine, this.#ipLimit);
    server.engine.on('connection_error', ({ req, code }: { req: IncomingMessage; code: number }) => {
      // Code 4 comes from `allowRequest`, which has counted it already.
      if (code !== 4) this.#ipLimit.countRejected(req);
    });
    // An option of the constructor of http.Server, which Nest calls.
    Object.assign(http, { shouldUpgradeCallback: isWebSocket });
    this.#cluster.attach(server, http);
    // Frees the first request, which uses much memory and is not needed after the handshake.
    server.engine.on('connection', (connection: { request: unknown }) => {
      connection.request = null;
    });
    return server;
  }

  override bindMessageHandlers(socket: Socket, handlers: WsMessageHandler[]): void {
    this.#dispatcher.listen(socket as LiveSocket, handlers);
  }
}

/**
 * Any other `Upgrade` header is ignored and the request answered, as RFC 9110 allows. Otherwise Node would pass the
 * request to Engine.IO, which closes the connection without an answer.
 */
const isWebSocket = ({ url = '', headers }: IncomingMessage): boolean =>
  url.startsWith('/socket.io/') && headers.upgrade?.toLowerCase() === 'websocket';
