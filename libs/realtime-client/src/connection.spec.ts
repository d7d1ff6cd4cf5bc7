import { jest } from '@jest/globals';
import { scriptedClient } from './testing/scripted-client.ts';

const minute = 60_000;

describe('connecting', () => {
  it('is connected only after every missed event was received', async () => {
    const { client, socket, time, states } = scriptedClient();
    socket.answers.delete('sync');
    expect(states).toEqual(['disconnected']);
    client.start();
    await time.settle();
    expect(socket.reconnects).toBe(false);
    expect(socket.auth).toEqual({ token: 'token-1', storefronts: 'joined' });
    socket.accept(['public']);
    await time.settle();
    expect(states).toEqual(['disconnected', 'connecting']);
    socket.question('sync').answer({ ok: true, streams: {}, missed: [], denied: [], more: false });
    await time.settle();
    expect(states).toEqual(['disconnected', 'connecting', 'connected']);
  });

  it('retries at growing intervals while the server is unreachable, and at once when the network is back', async () => {
    const { client, socket, time, online, states } = scriptedClient();
    client.start();
    await time.settle();
    for (const [wait, tries] of [
      [500, 2],
      [1_000, 3],
      [2_000, 4],
      [4_000, 5],
      [8_000, 6],
      [10_000, 7],
      [10_000, 8],
    ] as const) {
      socket.refuse('xhr poll error');
      await time.pass(wait - 1);
      expect(socket.tries).toBe(tries - 1);
      await time.pass(1);
      expect(socket.tries).toBe(tries);
    }
    socket.refuse('xhr poll error');
    expect(states.at(-1)).toBe('connecting: unreachable');
    online.next(false);
    await time.settle();
    expect(socket.tries).toBe(8);
    online.next(true);
    await time.settle();
    expect(socket.tries).toBe(9);
  });

  it('adds jitter to each delay', async () => {
    const { client, socket, time } = scriptedClient({ random: () => 1 });
    client.start();
    await time.settle();
    socket.refuse('xhr poll error');
    await time.pass(250);
    expect(socket.tries).toBe(2);
  });

  it('retries when the server closes the connection instead of answering the handshake', async () => {
    const { client, socket, time, states } = scriptedClient();
    client.start();
    await time.settle();
    socket.cut();
    expect(states.at(-1)).toBe('connecting: transport close');
    await time.pass(499);
    expect(socket.tries).toBe(1);
    await time.pass(1);
    expect(socket.tries).toBe(2);
    socket.cut();
    await time.pass(999);
    expect(socket.tries).toBe(2);
    await time.pass(1);
    expect(socket.tries).toBe(3);
  });

  it('of a visitor names the restaurant, and retries when there are too many from the address', async () => {
    const { client, socket, time, states } = scriptedClient({
      token: () => 'r1',
      tokenKind: 'storefront',
      backoff: { min: 5_000, max: 60_000, jitter: 0 },
    });
    client.start();
    await time.settle();
    expect(socket.auth).toEqual({ storefront: 'r1' });
    socket.refuse('rate_limited', 'rate_limited');
    expect(states.at(-1)).toBe('connecting: rate_limited');
    await time.pass(5_000);
    expect(socket.tries).toBe(2);
  });

  it('aborts an attempt after its timeout', async () => {
    const { client, socket, time, states } = scriptedClient({ connectTimeout: 3_000 });
    client.start();
    await time.pass(3_000);
    expect(states.at(-1)).toBe('connecting: timeout');
    await time.pass(500);
    expect(socket.tries).toBe(2);
  });
});

describe('the token', () => {
  it('is requested once more after it expired', async () => {
    const token = jest.fn((why: string) => Promise.resolve(why === 'expired' ? 'fresh' : 'stale'));
    const { client, socket, time, states } = scriptedClient({ token });
    client.start();
    await time.settle();
    socket.refuse('unauthorized', 'token_expired');
    await time.settle();
    expect(socket.auth).toEqual({ token: 'fresh', storefronts: 'joined' });
    expect(socket.tries).toBe(2);
    socket.refuse('unauthorized', 'token_expired');
    await time.pass(60 * minute);
    expect(states.at(-1)).toBe('error: token_expired');
    expect(socket.tries).toBe(2);
    expect(token.mock.calls).toEqual([['connect'], ['expired']]);
  });

  it.each(['session_ended', 'token_invalid', 'token_missing', 'key_revoked', 'key_expired', 'scope_missing'])(
    'is not insisted on after %s',
    async (code) => {
      const { client, socket, time, online, visible, states } = scriptedClient();
      client.start();
      await time.settle();
      socket.refuse('unauthorized', code);
      online.next(true);
      visible.next(true);
      await time.pass(60 * minute);
      expect(states.at(-1)).toBe(`error: ${code}`);
      expect(socket.tries).toBe(1);
      client.start();
      await time.settle();
      expect(socket.tries).toBe(2);
    },
  );

  it('is requested again when the app fails to get one, and the failure is reported', async () => {
    let broken = true;
    const { client, socket, time, states, errors } = scriptedClient({
      token: () => (broken ? Promise.reject(new Error('offline')) : 'token-1'),
    });
    client.start();
    await time.settle();
    expect(states.at(-1)).toBe('connecting: token_unavailable');
    expect(errors).toEqual(['app_failed']);
    expect(socket.tries).toBe(0);
    broken = false;
    await time.pass(500);
    expect(socket.tries).toBe(1);
  });

  it('does not open a connection when it comes after stop()', async () => {
    let give: (token: string) => void = () => undefined;
    const { client, socket, time, states } = scriptedClient({
      token: () => new Promise((resolve) => (give = resolve)),
    });
    client.start();
    client.stop();
    give('late');
    await time.settle();
    expect(socket.tries).toBe(0);
    expect(states.at(-1)).toBe('disconnected');
  });

  it('is renewed in place, or restarts a client in state error', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const renewed = client.renew('token-2');
    await time.settle();
    const { payload, answer } = socket.question('auth:refresh');
    expect(payload).toEqual({ token: 'token-2' });
    answer({ ok: true, expiresAt: '2030-01-01T00:15:00.000Z' });
    await renewed;

    socket.cut();
    await time.pass(500);
    socket.refuse('unauthorized', 'session_ended');
    const tries = socket.tries;
    await client.renew('token-3');
    await time.settle();
    expect(socket.tries).toBe(tries + 1);
  });
});

describe('a connection that ends', () => {
  it('is opened again', async () => {
    const { socket, time, states, connected } = scriptedClient();
    await connected();
    socket.cut('transport close');
    expect(states.at(-1)).toBe('reconnecting: transport close');
    await time.pass(500);
    socket.accept();
    await time.settle();
    expect(states.slice(2)).toEqual([
      'connected',
      'reconnecting: transport close',
      'reconnecting: transport close',
      'connected',
    ]);
  });

  it('starts the back-off anew after a completed catch-up', async () => {
    const { socket, time, connected } = scriptedClient();
    await connected();
    socket.cut();
    for (const wait of [500, 1_000, 2_000]) {
      await time.pass(wait);
      socket.refuse('xhr poll error');
    }
    await time.pass(4_000);
    socket.accept();
    await time.settle();
    const { tries } = socket;
    socket.cut();
    await time.pass(500);
    expect(socket.tries).toBe(tries + 1);
  });

  it('is closed and reopened after the delay of server:drain', async () => {
    const { socket, time, states, connected } = scriptedClient();
    await connected();
    socket.say('server:drain', { reconnectAfterMs: 700 });
    await time.pass(699);
    expect(states.at(-1)).toBe('connected');
    await time.pass(1);
    expect(socket.connected).toBe(false);
    expect(socket.tries).toBe(2);
  });

  it('keeps that delay also when the node closes earlier, whatever the page events', async () => {
    const { socket, time, online, states, connected } = scriptedClient();
    await connected();
    socket.say('server:drain', { reconnectAfterMs: 3_000 });
    await time.pass(1_000);
    socket.cut();
    online.next(true);
    expect(states.at(-1)).toBe('reconnecting: moving');
    await time.pass(1_999);
    expect(socket.tries).toBe(1);
    await time.pass(1);
    expect(socket.tries).toBe(2);
  });

  it('is not reopened after it was replaced', async () => {
    const { socket, time, states, connected } = scriptedClient();
    await connected();
    socket.say('replaced', { limit: 10 });
    await time.pass(60 * minute);
    expect(states.at(-1)).toBe('error: replaced');
    expect(socket.tries).toBe(1);
  });
});

describe('stop()', () => {
  it('leaves no timer, listener or pending promise', async () => {
    const { client, socket, time, connected } = scriptedClient({
      liveness: { every: 2_000, deadAfter: 5_000 },
    });
    client.freshness$.subscribe();
    await connected();
    const room = jest.fn();
    client.join('order', 'o1').subscribe({ complete: room });
    const sent = client.send('order:acknowledge', { orderId: 'o1' });
    const failed = sent.catch((error: unknown) => (error as { code: string }).code);
    await time.settle();
    client.stop();
    expect(await failed).toBe('stopped');
    expect(room).toHaveBeenCalledTimes(1);
    expect(time.pending).toBe(0);
    expect(socket.listeners).toBe(0);
    expect(socket.connected).toBe(false);
  });

  it('allows another start', async () => {
    const { client, socket, time, states, connected } = scriptedClient();
    await connected();
    client.stop();
    client.start();
    await time.settle();
    socket.accept();
    await time.settle();
    expect(states.slice(3)).toEqual(['disconnected', 'connecting', 'connected']);
  });
});
