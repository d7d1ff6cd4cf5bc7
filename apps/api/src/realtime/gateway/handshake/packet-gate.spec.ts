import { jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Registry } from '@prometheus-io/client';
import { readConfig } from '../../../common/config/env.ts';
import { IpRateLimit } from '../../../common/http/ip-rate-limit.ts';
import type { Metrics } from '../../../infrastructure/observability/metrics.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { type Engine, type EngineConnection, PacketGate } from './packet-gate.ts';
import { UserRateLimit } from './user-rate-limit.ts';

let now: number;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** The gate in front of an engine whose transports only count what reaches them. */
function gated(variables: Record<string, string> = {}) {
  const config = readConfig(variables);
  const userLimit = new UserRateLimit(config);
  const gate = new PacketGate(userLimit, new SocketMetrics({ registry: new Registry() } as Metrics), config);
  const ipLimit = new IpRateLimit(config.rateLimitFactor, () => false);
  const events = new EventEmitter();
  const parsed: unknown[] = [];
  const calls: string[] = [];
  const engine: Engine = {
    clients: {},
    createTransport: (name) => ({
      name,
      socket: { pause: () => calls.push('pause'), terminate: () => calls.push('terminate') },
      onPacket: (packet) => parsed.push(packet),
      onData: () => undefined,
    }),
    use: () => undefined,
    on: (event, listener) => events.on(event, listener),
  };
  gate.attach(engine, ipLimit);
  const requestFrom = (address: string) =>
    ({ headers: {}, socket: { remoteAddress: address }, _query: {} }) as unknown as IncomingMessage & {
      _query: Record<string, string>;
    };
  const open = (address: string, userId?: string) => {
    const transport = engine.createTransport('websocket', requestFrom(address));
    const connection: EngineConnection & { isOpen: boolean } = {
      transport,
      isOpen: true,
      close: () => {
        calls.push('close');
        connection.isOpen = false;
      },
    };
    events.emit('connection', connection);
    if (userId) gate.setUser(connection, userId);
    /** Sends pings and returns how many of them reach Socket.IO. */
    const ping = (times = 1) => {
      const before = parsed.length;
      for (let sent = 0; sent < times; sent += 1) transport.onPacket({ type: 'message', data: '2["ping"]' });
      return parsed.length - before;
    };
    return { connection, ping, transport };
  };
  return { gate, userLimit, ipLimit, open, requestFrom, calls };
}

const nat = '198.51.100.1';

test('a connection has a burst and a rate; beyond them it is closed and nothing more is parsed', () => {
  const { open } = gated();
  const { ping, connection } = open(nat);
  expect(ping(400)).toBe(400);
  now = 1_000;
  expect(ping(50)).toBe(50);
  expect(connection.isOpen).toBe(true);
  expect(ping(10)).toBe(0);
  expect(connection.isOpen).toBe(false);
});

test('a larger packet costs more', () => {
  const { open } = gated();
  const { transport, connection, ping } = open(nat);
  transport.onPacket({ type: 'message', data: 'x'.repeat(4_096 * 399) });
  expect(ping(1)).toBe(1);
  expect(ping(1)).toBe(0);
  expect(connection.isOpen).toBe(false);
});

test('a refused command costs three packets more, so a client that goes on after refusals is soon closed', () => {
  const { open, gate } = gated();
  const { ping, connection } = open(nat, 'a customer');
  expect(ping(20)).toBe(20);
  let refused = 0;
  for (; connection.isOpen; refused += ping()) gate.chargeRefusedCommand(connection);
  expect(refused).toBe(95);
});

describe('a flooding connection', () => {
  test('is closed and not read any more, and ends after two seconds', () => {
    const { open, calls } = gated();
    expect(open(nat).ping(1_000)).toBe(400);
    expect(calls).toEqual(['pause', 'close']);
    jest.advanceTimersByTime(1_999);
    expect(calls).toHaveLength(2);
    jest.advanceTimersByTime(1);
    expect(calls).toEqual(['pause', 'close', 'terminate', 'close']);
  });

  test('ends at once while five hundred others are held', () => {
    const { open, calls } = gated();
    const ended = () => calls.filter((call) => call === 'terminate').length;
    for (let floods = 0; floods < 500; floods += 1) open(`198.51.100.${floods}`).ping(401);
    expect(ended()).toBe(0);
    open(nat).ping(401);
    expect(ended()).toBe(1);
    jest.advanceTimersByTime(2_000);
    expect(ended()).toBe(501);
    open(nat).ping(401);
    expect(ended()).toBe(501);
  });
});

describe('many behind one address:', () => {
  test('when anonymous connections send too much together, only those that send much are closed', () => {
    const { open } = gated();
    const quiet = open(nat);
    const noisy = Array.from({ length: 12 }, () => open(nat));
    for (const { ping } of noisy) ping(199);
    // 12 times 199 is more than the 2,000 of an address; each of them has more than half of its own burst left.
    expect(noisy.filter(({ connection }) => connection.isOpen)).toHaveLength(12);
    for (const { ping } of noisy) ping(10);
    expect(noisy.filter(({ connection }) => connection.isOpen)).toEqual([]);
    expect([quiet.ping(100), quiet.connection.isOpen]).toEqual([100, true]);
  });

  test('packets of guests do not count for the staff, however much the staff have sent', () => {
    const { open } = gated();
    const staff = open(nat, 'owner');
    staff.ping(300);
    const guests = Array.from({ length: 12 }, () => open(nat));
    for (const { ping } of guests) ping(300);
    expect(guests.some(({ connection }) => !connection.isOpen)).toBe(true);
    expect([staff.ping(100), staff.connection.isOpen]).toEqual([100, true]);
  });

  test('when one of many signed-in users floods from ten connections, only these are closed', () => {
    const { open, gate, userLimit, ipLimit, requestFrom } = gated();
    const people = Array.from({ length: 50 }, (_, index) => open(nat, `user ${index}`));
    for (const { ping } of people) ping(300);
    const flooding = Array.from({ length: 10 }, () => open(nat, 'flooder'));
    for (const { ping } of flooding) ping(300);
    expect(flooding.filter(({ connection }) => connection.isOpen).length).toBeLessThan(7);
    for (const { ping, connection } of people) expect([ping(100), connection.isOpen]).toEqual([100, true]);
    // The flooder waits before the next connection; the others and new connections of the address do not.
    expect(userLimit.take('flooder')).toBeGreaterThan(0);
    expect(userLimit.take('user 0')).toBe(0);
    expect(ipLimit.mayConnect(requestFrom(nat))).toBe(true);
    expect(gate.addressOf(people[0]!.connection)).toBe(nat);
  });

  test('an anonymous client that floods slows down the next connections of its address', () => {
    const { open, ipLimit, requestFrom } = gated();
    for (let floods = 0; floods < 50; floods += 1) open(nat).ping(401);
    expect(ipLimit.mayConnect(requestFrom(nat))).toBe(false);
    expect(ipLimit.mayConnect(requestFrom('198.51.100.2'))).toBe(true);
    now = 60_000;
    expect(ipLimit.mayConnect(requestFrom(nat))).toBe(true);
  });
});

test('packets that a rejected client sent before it received the error are ignored; one that continues is terminated', () => {
  const { open, gate } = gated();
  const { ping, connection } = open(nat);
  gate.close(connection);
  connection.isOpen = true;
  expect([ping(19), connection.isOpen]).toEqual([0, true]);
  expect([ping(1), connection.isOpen]).toEqual([0, false]);
});

test('RATE_LIMIT_FACTOR multiplies the packets of a connection and of an address', () => {
  const { open } = gated({ RATE_LIMIT_FACTOR: '2' });
  expect(open(nat).ping(1_000)).toBe(800);
});
