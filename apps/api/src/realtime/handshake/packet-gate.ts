import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONFIG } from '../../config/config.module.ts';
import type { Config } from '../../config/env.ts';
import type { Strangers } from '../../http/strangers.ts';
import { type Rate, TokenBucket, TokenBuckets, times } from '../../http/token-buckets.ts';
import { SocketMeters } from '../socket-meters.ts';
import { UserArrivals } from './user-arrivals.ts';

/** A larger packet costs one token for every so many bytes, because parsing it takes as much longer. */
const bytesPerToken = 4_096;
/** What a client may have sent before it learns that it was refused. */
const packetsAfterRefusal = 20;
/** A client that was refused closes at once; one that does not is cut off after this time. */
const closeAfterMs = 5_000;

type Reason = 'packets' | 'address_packets' | 'second_connect' | 'after_refusal';

interface Packet {
  type: string;
  data?: unknown;
}

/** As much of an Engine.IO transport as is used here. */
interface Transport {
  name: string;
  socket?: { terminate?: () => void };
  onPacket: (packet: Packet) => void;
  onData: (data: string) => void;
}

export interface EngineConnection {
  transport: unknown;
  close: (discard?: boolean) => unknown;
}

/** As much of an Engine.IO server as is used here. `createTransport` is its documented place for own transports. */
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
  userId: string | null;
  connects: number;
  /** Packets that are still overlooked before the connection is cut off; null: it is served. */
  grace: number | null;
  connection: EngineConnection | null;
  transports: Transport[];
}

/**
 * Stands between Engine.IO and Socket.IO: every packet of every transport costs tokens before Socket.IO parses it. A
 * connection may ask for one namespace, once. Without this gate one connection can send any number of CONNECT packets,
 * each of which asks the store, and limits by address only count connections.
 */
@Injectable()
export class PacketGate {
  readonly #connections = new WeakMap<object, Guarded>();
  readonly #perConnection: Rate;
  readonly #perAddress: Rate;
  readonly #addresses = new TokenBuckets();
  #strangers: Strangers | undefined;

  constructor(
    private readonly arrivals: UserArrivals,
    private readonly meters: SocketMeters,
    @Inject(CONFIG) { sockets, rateLimitFactor }: Config,
  ) {
    const { packetBurst, packetsPerSecond, addressPacketsPerSecond } = sockets;
    this.#perConnection = times({ burst: packetBurst, perSecond: packetsPerSecond }, rateLimitFactor);
    this.#perAddress = times(
      { burst: addressPacketsPerSecond * 4, perSecond: addressPacketsPerSecond },
      rateLimitFactor,
    );
  }

  attach(engine: Engine, strangers: Strangers): void {
    this.#strangers = strangers;
    const create = engine.createTransport.bind(engine);
    engine.createTransport = (name, request) => {
      const connection = engine.clients[request._query['sid'] ?? ''];
      const known = connection && this.#connections.get(connection);
      const guarded = known ?? this.#newcomer(strangers.addressOf(request));
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
      // A poll is a request: it costs a token even when there is nothing in it.
      if (guarded) this.#admits(guarded, 1);
      else if (!strangers.mayAsk(request)) {
        this.meters.turnedAway('too_many_refused');
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

  /** Its packets count for this user from now on, and no longer for everybody at the same address. */
  belongsTo(connection: object, userId: string): void {
    const guarded = this.#connections.get(connection);
    if (guarded) guarded.userId = userId;
  }

  /** The handshake was refused: the client is about to read why. Whoever stays is cut off. */
  refused(connection: EngineConnection): void {
    const guarded = this.#connections.get(connection);
    if (!guarded || guarded.grace !== null) return;
    guarded.grace = packetsAfterRefusal;
    // After the answer, which is written in a later tick.
    setImmediate(() => connection.close());
    setTimeout(() => cutOff(guarded), closeAfterMs).unref();
  }

  #newcomer(address: string): Guarded {
    const bucket = new TokenBucket(this.#perConnection, performance.now());
    return { address, bucket, userId: null, connects: 0, grace: null, connection: null, transports: [] };
  }

  #watch(transport: Transport, guarded: Guarded): void {
    guarded.transports.push(transport);
    const { onPacket, onData } = transport;
    if (transport.name === 'polling')
      // One request may carry thousands of packets: they are paid for before they are taken apart.
      transport.onData = (data) => {
        if (this.#admits(guarded, data.split('\x1e').length)) onData.call(transport, data);
      };
    transport.onPacket = (packet) => {
      const cost = transport.name === 'polling' ? bytesOf(packet) / bytesPerToken : costOf(packet);
      if (this.#admits(guarded, cost) && this.#isFirst(guarded, packet)) onPacket.call(transport, packet);
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
    // Behind one address there may be many people: when it sends too much, those go who send most of it.
    if (
      this.#addresses.take(guarded.address, this.#perAddress, cost) > 0 &&
      guarded.bucket.fill(this.#perConnection, now) < this.#perConnection.burst / 2
    )
      return this.#end(guarded, 'address_packets');
    return true;
  }

  #isFirst(guarded: Guarded, { type, data }: Packet): boolean {
    if (type !== 'message' || typeof data !== 'string' || !data.startsWith('0')) return true;
    guarded.connects += 1;
    return guarded.connects === 1 || this.#end(guarded, 'second_connect');
  }

  #end(guarded: Guarded, reason: Reason): false {
    guarded.grace = -1;
    this.meters.flooded.inc({ reason });
    if (guarded.userId === null) this.#strangers?.slowDown(guarded.address);
    else this.arrivals.slowDown(guarded.userId);
    cutOff(guarded);
    return false;
  }
}

const bytesOf = ({ data }: Packet): number =>
  typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
const costOf = (packet: Packet): number => Math.max(1, bytesOf(packet) / bytesPerToken);

/** Without a farewell: a closing handshake would let it go on sending for half a minute. */
function cutOff({ transports, connection }: Guarded): void {
  for (const { socket } of transports) socket?.terminate?.();
  connection?.close(true);
}
