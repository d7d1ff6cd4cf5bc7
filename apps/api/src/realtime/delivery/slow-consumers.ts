import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { Connections } from '../connections/connections.ts';
import { type LiveSocket, userIdOf } from '../connections/socket-session.ts';

const lookEveryMs = 500;
/** Beyond what a burst of our small events comes to, within what a few hundred such sockets may cost. */
const mostBytes = 4 * 1024 * 1024;

/** What Engine.IO and ws know of how far a client has come; neither is in their types. */
interface Transport {
  socket?: { bufferedAmount?: number; terminate?: () => void };
}
interface Buffered {
  writeBuffer?: unknown[];
}

/**
 * Cuts off whoever takes far less than is said. Their memory would be ours: a client that stands still would hold
 * every event since. It loses nothing, since it comes back and asks from where it was.
 */
@Injectable()
export class SlowConsumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Sockets');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly meters: SocketMetrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  isSlow(socket: LiveSocket): boolean {
    return waiting(socket) >= this.config.sockets.highWater;
  }

  #look(): void {
    for (const socket of this.connections.all())
      if (waiting(socket) >= this.config.sockets.hardLimit || bytes(socket) >= mostBytes)
        this.#cutOff(socket);
  }

  #cutOff(socket: LiveSocket): void {
    this.meters.cutOff.inc();
    this.#log.warn({
      socketId: socket.id,
      userId: userIdOf(socket.data.standing),
      waiting: waiting(socket),
      bytes: bytes(socket),
      msg: 'a socket was too slow',
    });
    const { socket: raw } = socket.conn.transport as Transport;
    // A polite close would wait for the very client that does not read.
    if (raw?.terminate) raw.terminate();
    else socket.conn.close(true);
  }
}

const waiting = ({ conn }: LiveSocket): number => (conn as unknown as Buffered).writeBuffer?.length ?? 0;

const bytes = ({ conn }: LiveSocket): number =>
  (conn.transport as unknown as Transport | undefined)?.socket?.bufferedAmount ?? 0;
