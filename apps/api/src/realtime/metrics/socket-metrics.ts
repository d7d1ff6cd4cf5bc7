import { Injectable } from '@nestjs/common';
import { type SocketMetrics as SocketMetricsSchema, commands, wireEvents } from '@passline/contracts';
import { Counter, Gauge, Histogram } from '@prometheus-io/client';
import type { z } from 'zod';
import { Metrics } from '../../infrastructure/observability/metrics.ts';
import { Percentiles } from './percentiles.ts';

/** The metrics of one node. It contains single latencies, because percentiles of several nodes cannot be merged. */
export type NodeSocketMetrics = Omit<z.infer<typeof SocketMetricsSchema>, 'latency'> & {
  latencies: readonly number[];
};

/** Metrics of the socket layer, for Prometheus and for operators. */
@Injectable()
export class SocketMetrics {
  readonly #registers;
  readonly connected;
  readonly handshakesFailed;
  readonly revoked;
  readonly replayed;
  readonly gapsHealed;
  readonly failed;
  readonly dropped;
  readonly slowClosed;
  readonly floodClosed;
  readonly #limited;
  readonly #sent;
  readonly #received;
  readonly #latency;
  readonly #recent = new Percentiles(2_000);
  readonly #byEvent = new Map<string, { sent: number; received: number }>();
  #totals = { connected: 0, failed: 0, sent: 0, received: 0, refused: 0 };
  #peak = 0;
  #current: () => number = () => 0;
  #rooms: () => { total: number; average: number; max: number } = () => ({ total: 0, average: 0, max: 0 });

  constructor(metrics: Metrics) {
    this.#registers = [metrics.registry];
    this.connected = this.#counter('passline_socket_connections_total', 'Sockets connected');
    this.handshakesFailed = this.#counter(
      'passline_socket_connections_failed_total',
      'Rejected handshakes',
      'code',
    );
    this.revoked = this.#counter(
      'passline_socket_revocations_total',
      'Sockets closed or removed from a room because a right was withdrawn',
      'reason',
    );
    this.replayed = this.#counter('passline_socket_replayed_total', 'Missed events replayed from the log');
    this.gapsHealed = this.#counter(
      'passline_socket_gaps_healed_total',
      'Events read from the log because no message of another node delivered them',
    );
    this.failed = this.#counter(
      'passline_socket_messages_failed_total',
      'Deliveries and commands that failed because of a server error',
    );
    this.dropped = this.#counter(
      'passline_socket_volatile_dropped_total',
      'Volatile events not sent',
      'reason',
    );
    this.slowClosed = this.#counter('passline_socket_slow_closed_total', 'Slow consumers closed');
    this.floodClosed = this.#counter(
      'passline_socket_flood_closed_total',
      'Connections closed for flooding',
      'reason',
    );
    this.#limited = this.#counter(
      'passline_socket_rate_limited_total',
      'Commands rejected by a rate limit',
      'event',
    );
    this.#sent = this.#counter('passline_socket_messages_sent_total', 'Events sent to a socket', 'event');
    this.#received = this.#counter('passline_socket_messages_received_total', 'Commands received', 'event');
    this.#latency = new Histogram({
      name: 'passline_socket_commit_to_emit_seconds',
      help: 'Time from the commit of a change to its emission',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1, 2, 5, 10],
      registers: this.#registers,
    });
    this.#registerGauges();
  }

  watch(current: () => number, rooms: () => { total: number; average: number; max: number }): void {
    this.#current = current;
    this.#rooms = rooms;
  }

  watchHandshakes(running: () => number, waiting: () => number): void {
    this.#gauge('passline_socket_handshakes', 'Handshakes reading the store now', running);
    this.#gauge('passline_socket_handshakes_waiting', 'Handshakes waiting in the queue', waiting);
  }

  countConnected(): void {
    this.connected.inc();
    this.#totals.connected += 1;
    this.#peak = Math.max(this.#peak, this.#current());
  }

  countRejectedHandshake(code: string): void {
    this.handshakesFailed.inc({ code });
    this.#totals.failed += 1;
  }

  countSent(event: string, sockets: number, committedAt?: Date): void {
    this.#sent.inc({ event: Object.hasOwn(wireEvents, event) ? event : 'other' }, sockets);
    this.#totals.sent += sockets;
    this.#of(event).sent += sockets;
    if (!committedAt) return;
    const seconds = Math.max(0, Date.now() - committedAt.getTime()) / 1000;
    this.#latency.observe(seconds);
    this.#recent.add(seconds * 1000);
  }

  /** Unknown commands share one label. Otherwise a client could create any number of series. */
  countReceived(event: string): void {
    const name = Object.hasOwn(commands, event) ? event : 'unknown';
    this.#received.inc({ event: name });
    this.#totals.received += 1;
    this.#of(name).received += 1;
  }

  /** Unknown commands share one label, as in `countReceived`. */
  countRateLimited(event: string): void {
    this.#limited.inc({ event: Object.hasOwn(commands, event) ? event : 'other' });
  }

  countRejected(): void {
    this.#totals.refused += 1;
  }

  get latency(): { p50: number; p99: number } {
    return { p50: this.#recent.at(0.5) ?? 0, p99: this.#recent.at(0.99) ?? 0 };
  }

  get sentTotal(): number {
    return this.#totals.sent;
  }

  get receivedTotal(): number {
    return this.#totals.received;
  }

  /** The metrics of this node. */
  snapshot(): NodeSocketMetrics {
    const { connected, failed, sent, received, refused } = this.#totals;
    return {
      connections: { total: connected, current: this.#current(), peak: this.#peak, failed },
      messages: { sent, received, failed: refused },
      latencies: this.#recent.values,
      rooms: this.#rooms(),
      events: Object.fromEntries(
        [...this.#byEvent].filter(([name]) => name in wireEvents || name in commands || name === 'unknown'),
      ),
    };
  }

  #registerGauges(): void {
    this.#gauge('passline_socket_connections', 'Connected sockets', () => this.#current());
    this.#gauge(
      'passline_socket_connections_peak',
      'Most sockets connected at the same time, per process, added up',
      () => this.#peak,
    );
    this.#gauge(
      'passline_socket_rooms',
      'Rooms with at least one socket, per process, added up',
      () => this.#rooms().total,
    );
    this.#gauge(
      'passline_socket_rooms_members_average',
      'Sockets per room',
      () => this.#rooms().average,
      'average',
    );
    this.#gauge(
      'passline_socket_rooms_members_max',
      'Sockets in the largest room of a process',
      () => this.#rooms().max,
      'max',
    );
  }

  #of(event: string): { sent: number; received: number } {
    const known = this.#byEvent.get(event);
    if (known) return known;
    const fresh = { sent: 0, received: 0 };
    this.#byEvent.set(event, fresh);
    return fresh;
  }

  #counter<Label extends string = never>(name: string, help: string, ...labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: this.#registers });
  }

  #gauge(
    name: string,
    help: string,
    value: () => number,
    aggregator: 'sum' | 'average' | 'max' = 'sum',
  ): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: this.#registers,
      collect() {
        this.set(value());
      },
    });
  }
}
