import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Connections } from '../connections/connections.ts';

const sliceMs = 100;
const longestMs = 5_000;
/** Clients spread their reconnection over this time, so that the other nodes are not overloaded. */
const spreadMs = 5_000;
/** Extra time for the sockets that were asked last, and for slow disconnects. */
const graceMs = 1_000;

/**
 * Asks sockets to move before this node stops, a few at a time, each with a random delay. A socket works until its
 * client moves, so Passline clients are offline only for the moment of reconnecting.
 */
@Injectable()
export class Draining {
  constructor(private readonly connections: Connections) {}

  /** Resolves when no socket is connected. The server closes sockets that do not move in time; they reconnect. */
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
    // Not `socket.disconnect()`: after it a Socket.IO client would not reconnect.
    for (const socket of this.connections.all()) socket.conn.close();
  }
}
