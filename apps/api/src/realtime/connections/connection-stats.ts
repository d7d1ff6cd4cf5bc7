import { Injectable } from '@nestjs/common';
import type { SocketStatus } from '@passline/contracts';
import type { z } from 'zod';
import { Connections } from './connections.ts';
import { roleOf, roomsOf } from './socket-session.ts';
import { NodeBus } from '../cluster/node-bus.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    connectionStats: { message: null; answer: NodeConnectionStats };
  }
}

export type NodeConnectionStats = z.infer<typeof SocketStatus>;

const mostListed = 1_000;

/** Statistics of the connected users, over all nodes that answer in time. */
@Injectable()
export class ConnectionStats {
  constructor(
    private readonly connections: Connections,
    private readonly bus: NodeBus,
  ) {
    bus.on('connectionStats', () => this.ofThisNode());
  }

  async ofAllNodes(): Promise<NodeConnectionStats> {
    return (await this.bus.request('connectionStats', null)).reduce(merge, this.ofThisNode());
  }

  ofThisNode(): NodeConnectionStats {
    const byRole: Record<string, number> = {};
    const rooms: Record<string, number> = {};
    for (const socket of this.connections.all()) {
      const role = roleOf(socket.data.socketSession);
      byRole[role] = (byRole[role] ?? 0) + 1;
      for (const name of roomsOf(socket)) rooms[name] = (rooms[name] ?? 0) + 1;
    }
    return { connections: this.connections.size, byRole, users: this.#users(), rooms: roomsFrom(rooms) };
  }

  #users(): NodeConnectionStats['users'] {
    const users: NodeConnectionStats['users'] = [];
    for (const [userId, sockets] of this.connections.users()) {
      if (users.length === mostListed) break;
      const all = [...sockets];
      const socketSessions = all.map(({ data }) => data.socketSession);
      users.push({
        userId,
        name: socketSessions[0]?.caller?.name ?? '',
        role: socketSessions[0] ? roleOf(socketSessions[0]) : '',
        sockets: all.length,
        rooms: [...new Set(all.flatMap(roomsOf))],
        since: new Date(Math.min(...socketSessions.map(({ since }) => since.getTime()))).toISOString(),
      });
    }
    return users;
  }
}

const sum = (a: Record<string, number>, b: Record<string, number>): Record<string, number> => {
  const both = { ...a };
  for (const [key, value] of Object.entries(b)) both[key] = (both[key] ?? 0) + value;
  return both;
};

const roomsFrom = (counts: Record<string, number>): NodeConnectionStats['rooms'] =>
  Object.entries(counts)
    .map(([room, sockets]) => ({ room, sockets }))
    .sort((a, b) => b.sockets - a.sockets)
    .slice(0, mostListed);

function merge(a: NodeConnectionStats, b: NodeConnectionStats): NodeConnectionStats {
  const users = new Map(a.users.map((user) => [user.userId, user]));
  for (const user of b.users) {
    const known = users.get(user.userId);
    users.set(user.userId, {
      ...user,
      sockets: user.sockets + (known?.sockets ?? 0),
      rooms: [...new Set([...user.rooms, ...(known?.rooms ?? [])])],
      since: known && known.since < user.since ? known.since : user.since,
    });
  }
  const counts = ({ rooms }: NodeConnectionStats) =>
    Object.fromEntries(rooms.map(({ room, sockets }) => [room, sockets]));
  return {
    connections: a.connections + b.connections,
    byRole: sum(a.byRole, b.byRole),
    users: [...users.values()].slice(0, mostListed),
    rooms: roomsFrom(sum(counts(a), counts(b))),
  };
}
