import { Injectable } from '@nestjs/common';
import type { SocketMetrics } from '@passline/contracts';
import type { z } from 'zod';
import { NodeBus } from './delivery/node-bus.ts';
import { percentile } from './percentiles.ts';
import { SocketMeters } from './socket-meters.ts';

type Report = z.infer<typeof SocketMetrics>;

/** What one node has counted. Percentiles cannot be put together afterwards: it tells what they are made of. */
export type Readings = Omit<Report, 'latency'> & { latencies: readonly number[] };

/** What operators see of the socket layer: of all nodes that answer in time. */
@Injectable()
export class MeterReader {
  constructor(
    private readonly meters: SocketMeters,
    private readonly bus: NodeBus,
  ) {
    bus.on('readings', () => this.meters.readings());
  }

  async everywhere(): Promise<Report> {
    const all = [this.meters.readings(), ...(await this.bus.request('readings', null))];
    const { latencies, ...sum } = all.reduce(together);
    const at = (share: number) => percentile(latencies, share);
    return { ...sum, latency: { p50: at(0.5), p90: at(0.9), p99: at(0.99) } };
  }
}

function together(a: Readings, b: Readings): Readings {
  const total = a.rooms.total + b.rooms.total;
  const members = a.rooms.average * a.rooms.total + b.rooms.average * b.rooms.total;
  return {
    connections: sum(a.connections, b.connections),
    messages: sum(a.messages, b.messages),
    latencies: [...a.latencies, ...b.latencies],
    rooms: { total, average: total > 0 ? members / total : 0, max: Math.max(a.rooms.max, b.rooms.max) },
    events: Object.fromEntries(
      [...new Set([...Object.keys(a.events), ...Object.keys(b.events)])].map((name) => [
        name,
        sum(a.events[name] ?? none, b.events[name] ?? none),
      ]),
    ),
  };
}

const none = { sent: 0, received: 0 };

function sum<T extends Record<string, number>>(a: T, b: T): T {
  return Object.fromEntries(Object.entries(a).map(([key, value]) => [key, value + (b[key] ?? 0)])) as T;
}
