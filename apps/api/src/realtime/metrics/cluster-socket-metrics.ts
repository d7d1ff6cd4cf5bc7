import { Injectable } from '@nestjs/common';
import type { SocketMetrics as SocketMetricsSchema } from '@passline/contracts';
import type { z } from 'zod';
import { NodeBus } from '../cluster/node-bus.ts';
import { percentile } from './percentiles.ts';
import { type NodeSocketMetrics, SocketMetrics } from './socket-metrics.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    socketMetrics: { message: null; answer: NodeSocketMetrics };
  }
}

type Report = z.infer<typeof SocketMetricsSchema>;

/** Socket metrics for operators, added up over all nodes that answer in time. */
@Injectable()
export class ClusterSocketMetrics {
  constructor(
    private readonly metrics: SocketMetrics,
    private readonly bus: NodeBus,
  ) {
    bus.on('socketMetrics', () => this.metrics.snapshot());
  }

  async ofAllNodes(): Promise<Report> {
    const all = [this.metrics.snapshot(), ...(await this.bus.request('socketMetrics', null))];
    const { latencies, ...sum } = all.reduce(merge);
    const at = (share: number) => percentile(latencies, share);
    return { ...sum, latency: { p50: at(0.5), p90: at(0.9), p99: at(0.99) } };
  }
}

function merge(a: NodeSocketMetrics, b: NodeSocketMetrics): NodeSocketMetrics {
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
