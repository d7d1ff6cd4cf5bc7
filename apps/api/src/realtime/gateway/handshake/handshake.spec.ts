import { jest } from '@jest/globals';
import { Refusal } from '@passline/contracts';
import { Logger } from '@nestjs/common';
import { Registry } from '@prometheus-io/client';
import type { AccessTokens } from '../../../modules/auth/access-tokens.ts';
import { Authenticator } from '../../../modules/auth/authenticator.ts';
import type { SessionsRepository } from '../../../modules/auth/sessions.repository.ts';
import { readConfig } from '../../../common/config/env.ts';
import type { HealthOf } from '../../../infrastructure/observability/health.ts';
import type { Metrics } from '../../../infrastructure/observability/metrics.ts';
import type { TrackingTokens } from '../../../modules/orders/tracking.ts';
import type { ApiKeyAuthentication } from '../../../modules/api-keys/api-key-authentication.ts';
import type { AccountsService } from '../../../modules/accounts/accounts.service.ts';
import type { AccessChangeCount } from '../../authorization/access-change-count.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { Handshake } from './handshake.ts';
import type { ConnectionLimit } from '../../connections/connection-limit.ts';
import type { PacketGate } from './packet-gate.ts';
import { UserRateLimit } from './user-rate-limit.ts';
import { UserAuthentication } from './user-authentication.ts';

let now: number;
beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  jest.spyOn(Logger.prototype, 'log').mockReturnValue();
});
afterEach(() => jest.restoreAllMocks());

const nat = '198.51.100.1';

/** Tokens are `user/session`; each look-up of a session counts as a store read. */
function server() {
  const config = readConfig({});
  const ended = new Set<string>();
  let reads = 0;
  let fails = false;
  const tokens = {
    read: async (token: string) => {
      const [userId, sessionId] = token.split('/');
      if (!sessionId) throw new Refusal('token_invalid', 'This token is not valid.');
      return { userId, sessionId, expiresAt: new Date(8e12) };
    },
  };
  const sessions = {
    known: async (id: string) => {
      reads += 1;
      await Promise.resolve();
      if (fails) throw new Refusal('unavailable', 'The store is away.');
      return {
        _id: id,
        userId: id.split('-')[0],
        endedAt: ended.has(id) ? new Date() : null,
        expiresAt: new Date(8e12),
      };
    },
  };
  const users = {
    known: async (id: string) => ({ _id: id, role: 'owner', restaurantId: 'r1', disabled: false }),
  };
  const closed: unknown[] = [];
  const authenticator = new Authenticator(
    tokens as unknown as AccessTokens,
    sessions as unknown as SessionsRepository,
    users as unknown as AccountsService,
    {} as ApiKeyAuthentication,
    { operatorSecondFactor: false },
  );
  const metrics = new SocketMetrics({ registry: new Registry() } as Metrics);
  const handshake = new Handshake(
    new UserAuthentication(
      authenticator,
      new UserRateLimit(config),
      { assertNoLoop: () => undefined } as unknown as ConnectionLimit,
      metrics,
      config,
    ),
    {} as TrackingTokens,
    { current: 0 } as AccessChangeCount,
    {
      addressOf: (connection: unknown) => connection as string,
      setUser: () => undefined,
      closeAfterRefusal: () => undefined,
      close: (connection: unknown) => closed.push(connection),
    } as unknown as PacketGate,
    { draining: false } as HealthOf,
    metrics,
  );
  /** The code of the refusal, or `in`. */
  const connect = (token: string, address = nat) =>
    new Promise<string>((resolve) => {
      const socket = { data: {}, conn: address, handshake: { auth: { token } } } as unknown as LiveSocket;
      handshake.admit(socket, (error) => {
        const { data, message } = (error ?? { message: 'in' }) as Error & { data?: { code: string } };
        resolve(data?.code ?? message);
      });
    });
  const connectAll = (count: number, token: string) =>
    Promise.all(Array.from({ length: count }, () => connect(token)));
  return { ended, connect, connectAll, closed, reads: () => reads, fail: (on: boolean) => (fails = on) };
}

describe('the token of an ended session:', () => {
  test('many handshakes within half a minute cost one store read', async () => {
    const { ended, connect, connectAll, reads } = server();
    ended.add('a-1');
    for (const period of [1, 2, 3]) {
      // At once, and one after the other.
      expect(new Set(await connectAll(40, 'a/a-1'))).toEqual(new Set(['session_ended']));
      for (let index = 0; index < 500; index += 1) await connect('a/a-1');
      expect(reads()).toBe(period);
      now += 30_000;
    }
  });

  test('its handshakes use up neither the limit of its user nor that of its address', async () => {
    const { ended, connect, connectAll } = server();
    ended.add('a-1');
    await connectAll(1, 'a/a-1');
    for (let index = 0; index < 1_000; index += 1) expect(await connect('a/a-1')).toBe('session_ended');
    expect(await connect('a/a-2')).toBe('in');
    expect(new Set(await connectAll(10, 'owner/owner-1'))).toEqual(new Set(['in']));
  });
});

test('each handshake reads a live session, so a right that was withdrawn meanwhile counts', async () => {
  const { ended, connect, connectAll, reads } = server();
  expect(new Set(await connectAll(10, 'a/a-1'))).toEqual(new Set(['in']));
  expect(reads()).toBe(10);
  ended.add('a-1');
  expect(await connect('a/a-1')).toBe('session_ended');
});

test('a user who connects in a loop does not use up the connections of others at the address', async () => {
  const { connect, connectAll } = server();
  await connectAll(150, 'made up');
  await connectAll(200, 'guest/guest-1');
  now += 1_000;
  for (let index = 0; index < 100; index += 1) await connect('guest/guest-1');
  expect(await connect('owner/owner-1')).toBe('in');
});

describe('a rejected handshake:', () => {
  test('when the client needs another token it gets the code, and the connection stays open', async () => {
    const { connect, closed } = server();
    expect(await connect('made up')).toBe('token_invalid');
    expect(closed).toEqual([]);
  });

  test('a temporary error closes the connection', async () => {
    const { connect, closed, fail } = server();
    fail(true);
    expect(await connect('a/a-1')).toBe('unavailable');
    expect(closed).toEqual([nat]);
    fail(false);
    expect(await connect('a/a-1')).toBe('in');
  });
});
