import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Call, Refusal, calls, rightsFrom } from '@passline/contracts';
import type { Authenticator } from './authenticator.ts';
import { readConfig } from '../../common/config/env.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import type { SharedBuckets } from '../../infrastructure/rate-limits/shared-buckets.ts';
import { AccessGuard } from './access.guard.ts';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import type { Caller } from '../../common/access/caller.ts';

const caller: Caller = {
  kind: 'user',
  id: 'u1',
  ...rightsFrom('kitchen', 'r1'),
  name: 'Matteo',
  phone: null,
  sessionId: 's1',
  tokenExpiresAt: new Date('2030-01-01'),
};
const authenticator = {
  callerOf: (token: string) =>
    token === 'good' ? Promise.resolve(caller) : Promise.reject(new Refusal('token_invalid', 'no')),
} as Authenticator;

function guardWith(variables: Record<string, string> = {}) {
  const config = readConfig(variables);
  const shared = { take: () => Promise.resolve(7) } as unknown as SharedBuckets;
  return new AccessGuard(new Reflector(), authenticator, new AccountLimits(shared, config), config);
}

const service: Call = { ...calls.me, who: 'service' };

class Routes {
  @Serve(calls.listRestaurants, { perAddress: { burst: 2, perSecond: 1 } })
  open(): never {
    throw new Error('not called');
  }
  @Serve(calls.me)
  signedIn(): never {
    throw new Error('not called');
  }
  @Serve(calls.changeOwnStatus)
  staff(): never {
    throw new Error('not called');
  }
  @Serve(calls.logout, { perAccount: null })
  leaving(): never {
    throw new Error('not called');
  }
  @Serve(calls.createRestaurant)
  operators(): never {
    throw new Error('not called');
  }
  @Serve(calls.metrics)
  scraper(): never {
    throw new Error('not called');
  }
  @Serve(service)
  service(): never {
    throw new Error('not called');
  }
  unmarked(): void {
    // Has no @Serve on purpose.
  }
}

const request = (headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') => ({
  headers,
  ip: remoteAddress,
  socket: { remoteAddress },
  header: (name: string) => headers[name],
});

const contextOf = (route: keyof Routes, of: object, type = 'http') =>
  ({
    getType: () => type,
    getHandler: () => Object.getOwnPropertyDescriptor(Routes.prototype, route)?.value as unknown,
    switchToHttp: () => ({ getRequest: () => of }),
  }) as unknown as ExecutionContext;

const outcome = (route: keyof Routes, of: object = request(), guard = guardWith()) =>
  guard.canActivate(contextOf(route, of)).catch((error: unknown) => (error as Refusal).code);

const bearer = { authorization: 'Bearer good' };

test('rejects every request to a route without @Serve, also from signed-in users', async () => {
  expect(await outcome('unmarked')).toBe('not_found');
  expect(await outcome('unmarked', request(bearer))).toBe('not_found');
});

test('does not check socket messages', async () => {
  expect(await guardWith().canActivate(contextOf('unmarked', request(), 'ws'))).toBe(true);
});

test.each([
  ['signedIn', {}, 'unauthorized'],
  ['signedIn', { authorization: 'Basic good' }, 'unauthorized'],
  ['signedIn', { authorization: 'Bearer bad' }, 'token_invalid'],
  ['signedIn', bearer, true],
  ['staff', bearer, true],
  ['operators', bearer, 'forbidden'],
] as const)('%s with %j: %s', async (route, headers, expected) => {
  expect(await outcome(route, request(headers))).toBe(expected);
});

test('takes the caller from the store, not from the request', async () => {
  const of = { ...request(bearer), caller: { ...caller, role: 'operator' } };
  expect(await outcome('operators', of)).toBe('forbidden');
  expect(of.caller).toMatchObject(caller);
});

test('limits an open route per address', async () => {
  const guard = guardWith();
  const from = (address: string) => outcome('open', request({}, address), guard);
  expect([await from('a'), await from('a'), await from('a'), await from('b')]).toEqual([
    true,
    true,
    'rate_limited',
    true,
  ]);
});

test('limits the writes of an account, but not its reads', async () => {
  const guard = guardWith({ WRITES_PER_MINUTE: '5' });
  const from = (address: string) => outcome('staff', request(bearer, address), guard);
  // The burst is a fifth of the limit per minute.
  expect([await from('a'), await from('b')]).toEqual([true, 'rate_limited']);
  expect(await outcome('leaving', request(bearer), guard)).toBe(true);
  for (let i = 0; i < 50; i += 1) expect(await outcome('signedIn', request(bearer), guard)).toBe(true);
});

test('a service route needs the internal key, and does not exist while no key is configured', async () => {
  const key = 'a key of sixteen letters';
  const guard = guardWith({ INTERNAL_API_KEY: key });
  expect(await outcome('service', request({ 'x-internal-key': '' }))).toBe('not_found');
  expect(await outcome('service', request(), guard)).toBe('unauthorized');
  expect(await outcome('service', request({ 'x-internal-key': `${key}.` }), guard)).toBe('unauthorized');
  expect(await outcome('service', request({ 'x-internal-key': key }), guard)).toBe(true);
});

test('metrics need a local request, or the token where one is configured', async () => {
  const guard = guardWith({ METRICS_TOKEN: 'a-token-of-sixteen' });
  expect(await outcome('scraper', request())).toBe(true);
  expect(await outcome('scraper', request({}, '10.0.0.1'))).toBe('not_found');
  expect(await outcome('scraper', request(), guard)).toBe('not_found');
  const authorization = 'Bearer a-token-of-sixteen';
  expect(await outcome('scraper', request({ authorization }, '10.0.0.1'), guard)).toBe(true);
});
