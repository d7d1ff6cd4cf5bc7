import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { Connections } from '../connections/connections.ts';
import { type LiveSocket, holderIdOf } from '../connections/socket-session.ts';

const checkEveryMs = 500;
/** More than a burst of small events needs, and affordable for a few hundred slow sockets at once. */
const mostBytes = 4 * 1024 * 1024;

/** What Engine.IO and ws know of unsent data; neither property is in their types. */
interface Transport {
  socket?: { bufferedAmount?: number; terminate?: () => void };
}
interface Buffered {
  writeBuffer?: unknown[];
}

/**
 * Disconnects slow consumers. Without it the server would keep every event in memory for a client that has stopped
 * reading. The client loses nothing: it reconnects and catches up from its last position.
 */
@Injectable()
export class SlowConsumers implements OnApplicationBootstrap {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly connections: Connections,
    private readonly metrics: SocketMetrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.connections.whileAny(checkEveryMs, () => this.#check());
  }

  isSlow(socket: LiveSocket): boolean {
    return waiting(socket) >= this.config.sockets.highWater;
  }

  #check(): void {
    for (const socket of this.connections.all())
      if (waiting(socket) >= this.config.sockets.hardLimit || bytes(socket) >= mostBytes)
        this.#cutOff(socket);
  }

  #cutOff(socket: LiveSocket): void {
    this.metrics.slowClosed.inc();
    this.#log.warn({
      socketId: socket.id,
      userId: holderIdOf(socket.data.socketSession),
      waiting: waiting(socket),
      bytes: bytes(socket),
      msg: 'slow consumer disconnected',
    });
    const { socket: raw } = socket.conn.transport as Transport;
    // `close()` would wait for the client, which does not read.
    if (raw?.terminate) raw.terminate();
    else socket.conn.close(true);
  }
}

const waiting = ({ conn }: LiveSocket): number => (conn as unknown as Buffered).writeBuffer?.length ?? 0;

const bytes = ({ conn }: LiveSocket): number =>
  (conn.transport as unknown as Transport | undefined)?.socket?.bufferedAmount ?? 0;
