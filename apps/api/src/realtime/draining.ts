import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Connections } from './connections/connections.ts';

const sliceMs = 100;
const longestMs = 5_000;
/** Within this time everybody is to be somewhere else, so that the other nodes are not run over. */
const spreadMs = 5_000;

/** Asks sockets to move before this node stops, a few at a time, each with a delay of its own. */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  constructor(private readonly connections: Connections) {}

  async beforeApplicationShutdown(): Promise<void> {
    const sockets = [...this.connections.all()];
    const perSlice = Math.max(50, Math.ceil(sockets.length / (longestMs / sliceMs)));
    for (let start = 0; start < sockets.length; start += perSlice) {
      if (start > 0) await pause(sliceMs);
      for (const socket of sockets.slice(start, start + perSlice)) {
        const spread = Math.min(spreadMs, sockets.length * 10);
        socket.emit('server:drain', { reconnectAfterMs: Math.round(Math.random() * spread) });
        // Not a farewell of Socket.IO, after which a client would stay away.
        socket.conn.close();
      }
    }
  }
}
