import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Connections } from '../connections/connections.ts';

const sliceMs = 100;
const longestMs = 5_000;
/** Within this time everybody is to be somewhere else, so that the other nodes are not run over. */
const spreadMs = 5_000;
/** For who was told last, and for whom it takes a while to hang up. */
const graceMs = 1_000;

/**
 * Asks sockets to move before this node stops, a few at a time, each with a delay of its own. Until it moves a socket
 * is served, so that a client of ours misses nothing but the moment of its reconnection.
 */
@Injectable()
export class Draining {
  constructor(private readonly connections: Connections) {}

  /** Resolves when nobody is connected; who has not moved in time is cut off, and comes back by itself. */
  async moveAll(): Promise<void> {
    const sockets = [...this.connections.all()];
    const spread = Math.min(spreadMs, sockets.length * 10);
    const perSlice = Math.max(50, Math.ceil(sockets.length / (longestMs / sliceMs)));
    for (let start = 0; start < sockets.length; start += perSlice) {
      if (start > 0) await pause(sliceMs);
      for (const socket of sockets.slice(start, start + perSlice))
        socket.emit('server:drain', { reconnectAfterMs: Math.round(Math.random() * spread) });
    }
    const until = performance.now() + spread + graceMs;
    while (this.connections.size > 0 && performance.now() < until) await pause(20);
    // Not a farewell of Socket.IO, after which a client would stay away.
    for (const socket of this.connections.all()) socket.conn.close();
  }
}
