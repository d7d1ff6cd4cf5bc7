import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONFIG } from '../../../common/config/config.module.ts';
import type { Config } from '../../../common/config/env.ts';
import { networkOf } from '../../../common/http/client-address.ts';
import type { IpRateLimit } from '../../../common/http/ip-rate-limit.ts';
import { type Rate, TokenBucket, TokenBuckets, times } from '../../../common/http/token-buckets.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { HeldConnections } from './held-connections.ts';
import { UserRateLimit } from './user-rate-limit.ts';
import { VisitorLimit } from './visitor-limit.ts';

/** A larger packet costs one token for each 4 KiB, because parsing takes time in proportion to its size. */
const bytesPerToken = 4_096;
/** A refused command costs more than other packets, because it is answered twice: a client that goes on is soon closed. */
const refusedCommandCost = 3;
/** Packets that a client may have sent before it received the refusal. */
const packetsAfterRefusal = 20;
/** A refused client closes at once; the server terminates one that does not after this time. */
const terminateAfterMs = 5_000;
/** How long a flooding client has to wait until its connection ends and it can open the next one. */
const heldMs = 2_000;

type Reason = 'packets' | 'address_packets' | 'user_packets' | 'second_connect' | 'after_refusal';

interface Packet {
  type: string;
  data?: unknown;
}

/** The part of an Engine.IO transport that is used here. */
interface Transport {
  name: string;
  socket?: { pause?: () => void; terminate?: () => void };
  onPacket: (packet: Packet) => void;
  onData: (data: string) => void;
}

export interface EngineConnection {
  transport: unknown;
  close: (discard?: boolean) => unknown;
}

/** The part of an Engine.IO server that is used here. `createTransport` is its documented extension point. */
export interface Engine {
  clients: Record<string, EngineConnection | undefined>;
  createTransport: (name: string, request: EngineRequest) => Transport;
  use: (middleware: (request: EngineRequest, response: ServerResponse, next: () => void) => void) => void;
  on: (event: 'connection', listener: (connection: EngineConnection) => void) => unknown;
}
type EngineRequest = IncomingMessage & { _query: Record<string, string | undefined> };

interface Guarded {
  address: string;
  bucket: TokenBucket;
  /** Null until the handshake has shown which user it is, and for tracking links and visitors. */
  userId: string | null;
  connects: number;
  /** Packets that are still ignored before the connection is terminated; null while it is served. */
  grace: number | null;
  connection: EngineConnection | null;
  transports: Transport[];
}

/**
 * Sits between Engine.IO and Socket.IO: every packet of every transport costs tokens before Socket.IO parses it. A
 * connection may send one CONNECT. Without this gate one connection can send any number of them, each with a store
 * read, because the limits by address count connections only.
 */
@Injectable()
export class PacketGate {
  readonly #connections = new WeakMap<object, Guarded>();
  readonly #perConnection: Rate;
  readonly #perSender: Rate;
  /** By user once a connection is signed in, else by address. */
  readonly #senders = new TokenBuckets();
  readonly #held = new HeldConnections(heldMs);
  readonly #visitors: VisitorLimit;
  #ipLimit: IpRateLimit | undefined;

  constructor(
    private readonly userLimit: UserRateLimit,
    private readonly metrics: SocketMetrics,
    @Inject(CONFIG) { sockets, rateLimitFactor }: Pick<Config, 'sockets' | 'rateLimitFactor'>,
  ) {
    const { packetBurst, packetsPerSecond, addressPacketsPerSecond, visitors } = sockets;
    this.#visitors = new VisitorLimit(visitors, rateLimitFactor);
    this.#perConnection = times({ burst: packetBurst, perSecond: packetsPerSecond }, rateLimitFactor);
    this.#perSender = times(
      { burst: addressPacketsPerSecond * 4, perSecond: addressPacketsPerSecond },
      rateLimitFactor,
    );
  }

  attach(engine: Engine, ipLimit: IpRateLimit): void {
    this.#ipLimit = ipLimit;
    const create = engine.createTransport.bind(engine);
    engine.createTransport = (name, request) => {
      const connection = engine.clients[request._query['sid'] ?? ''];
      const known = connection && this.#connections.get(connection);
      const guarded = known ?? this.#guard(ipLimit.addressOf(request));
      const transport = create(name, request);
      this.#watch(transport, guarded);
      this.#connections.set(transport, guarded);
      return transport;
    };
    engine.on('connection', (connection) => {
      const guarded = this.#connections.get(connection.transport as object);
      if (!guarded) return;
      guarded.connection = connection;
      this.#connections.set(connection, guarded);
    });
    engine.use((request, response, next) => {
      const connection = engine.clients[request._query['sid'] ?? ''];
      const guarded = connection && this.#connections.get(connection);
      // Polling: a request costs a token even without packets in it.
      if (guarded) this.#admits(guarded, 1);
      else if (!ipLimit.maySendAfterRejections(request)) {
        this.metrics.countRejectedHandshake('too_many_refused');
        response.writeHead(429, { connection: 'close', 'retry-after': '5' });
        response.end();
        return;
      }
      next();
    });
  }

  addressOf(connection: object): string {
    return this.#connections.get(connection)?.address ?? '';
  }

  /**
   * From now on its packets count for this user and no longer for its address: otherwise guests who flood the server
   * would use up the packets of the staff in the same network.
   */
  setUser(connection: object, userId: string): void {
    const guarded = this.#connections.get(connection);
    if (guarded) guarded.userId = userId;
  }

  /** Counts the connection of a visitor until it closes. Throws if its address has too many. */
  admitVisitor(
    connection: EngineConnection & { once: (event: 'close', listener: () => void) => unknown },
  ): void {
    connection.once('close', this.#visitors.enter(networkOf(this.addressOf(connection))));
  }

  /** For a command of a visitor that reads the log. Throws if there were too many from its address. */
  countVisitorJoin(connection: object): void {
    this.#visitors.join(networkOf(this.addressOf(connection)));
  }

  /** For a command that exceeded its rate limit. */
  chargeRefusedCommand(connection: object): void {
    const guarded = this.#connections.get(connection);
    if (guarded?.grace === null) this.#admits(guarded, refusedCommandCost);
  }

  /** The client gets the reason and should close. If it does not, or keeps sending, the server terminates the connection. */
  closeAfterRefusal(connection: EngineConnection): void {
    // Socket.IO writes the reason in a later tick.
    if (this.#ignore(connection)) setImmediate(() => connection.close());
  }

  /** Closes without a reason, so that a Socket.IO client reconnects with its back-off. */
  close(connection: EngineConnection): void {
    if (this.#ignore(connection)) connection.close();
  }

  #ignore(connection: EngineConnection): boolean {
    const guarded = this.#connections.get(connection);
    if (!guarded || guarded.grace !== null) return false;
    guarded.grace = packetsAfterRefusal;
    setTimeout(() => terminate(guarded), terminateAfterMs).unref();
    return true;
  }

  #guard(address: string): Guarded {
    const bucket = new TokenBucket(this.#perConnection, performance.now());
    return { address, bucket, userId: null, connects: 0, grace: null, connection: null, transports: [] };
  }

  #watch(transport: Transport, guarded: Guarded): void {
    guarded.transports.push(transport);
    const { onPacket, onData } = transport;
    if (transport.name === 'polling')
      // One request may contain thousands of packets: their tokens are taken before the request is split.
      transport.onData = (data) => {
        if (this.#admits(guarded, data.split('\x1e').length)) onData.call(transport, data);
      };
    transport.onPacket = (packet) => {
      const cost = transport.name === 'polling' ? bytesOf(packet) / bytesPerToken : costOf(packet);
      if (this.#admits(guarded, cost) && this.#isFirstConnect(guarded, packet))
        onPacket.call(transport, packet);
    };
  }

  #admits(guarded: Guarded, cost: number): boolean {
    if (guarded.grace !== null) {
      guarded.grace -= 1;
      if (guarded.grace === 0) this.#end(guarded, 'after_refusal');
      return false;
    }
    const now = performance.now();
    if (!guarded.bucket.take(this.#perConnection, now, cost)) return this.#end(guarded, 'packets');
    // Many people may share an address, and one user may have several devices: when all of them together send too much,
    // only those connections are closed that have used up half of their own burst.
    const sender = guarded.userId === null ? `address ${guarded.address}` : `user ${guarded.userId}`;
    if (
      this.#senders.take(sender, this.#perSender, cost) > 0 &&
      guarded.bucket.fill(this.#perConnection, now) < this.#perConnection.burst / 2
    )
      return this.#end(guarded, guarded.userId === null ? 'address_packets' : 'user_packets');
    return true;
  }

  #isFirstConnect(guarded: Guarded, { type, data }: Packet): boolean {
    if (type !== 'message' || typeof data !== 'string' || !data.startsWith('0')) return true;
    guarded.connects += 1;
    return guarded.connects === 1 || this.#end(guarded, 'second_connect');
  }

  #end(guarded: Guarded, reason: Reason): false {
    guarded.grace = -1;
    this.metrics.floodClosed.inc({ reason });
    if (guarded.userId === null) this.#ipLimit?.chargeForFlooding(guarded.address);
    else this.userLimit.chargeForFlooding(guarded.userId);
    // Nothing more is read, so TCP stops the client. A client that keeps to the protocol sees the close frame at once.
    for (const { socket } of guarded.transports) socket?.pause?.();
    guarded.connection?.close(true);
    this.#held.endLater(() => terminate(guarded));
    return false;
  }
}

const bytesOf = ({ data }: Packet): number =>
  typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
const costOf = (packet: Packet): number => Math.max(1, bytesOf(packet) / bytesPerToken);

/** Terminates without a closing handshake, during which the client could keep sending for half a minute. */
function terminate({ transports, connection }: Guarded): void {
  for (const { socket } of transports) socket?.terminate?.();
  connection?.close(true);
}
