import type { WsMessageHandler } from '@nestjs/common';
import type { Answer } from '@passline/contracts';
import { Registry } from '@prometheus-io/client';
import type { Metrics } from '../../../infrastructure/observability/metrics.ts';
import { Tracing } from '../../../infrastructure/tracing/tracing.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { CatchUpBuffer } from '../../delivery/catch-up-buffer.ts';
import { SocketQueue } from '../../delivery/socket-queue.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { CommandDispatcher } from './command-dispatcher.ts';

type Receive = (event: string, ...args: unknown[]) => void;

/** A socket whose handlers are `ping` and `sync`. `sync` ends when the test resolves `stored`. */
function listen() {
  const dispatcher = new CommandDispatcher(
    new SocketQueue(new CatchUpBuffer()),
    new SocketMetrics({ registry: new Registry() } as Metrics),
    Tracing.off,
  );
  const stored = Promise.withResolvers<object>();
  let receive: Receive = () => undefined;
  const socket = { id: 'a', rooms: new Set(), onAny: (it: Receive) => (receive = it) };
  const handler = (message: string, callback: () => Promise<object>) =>
    ({ message, methodName: message, callback }) as unknown as WsMessageHandler;
  dispatcher.listen(socket as unknown as LiveSocket, [
    handler('ping', async () => ({})),
    handler('sync', () => stored.promise),
  ]);
  const send = (event: string) => new Promise<Answer<object>>((resolve) => receive(event, {}, resolve));
  return { send, stored };
}

test('while 64 commands wait, the next one is rejected, but ping is still answered', async () => {
  const { send, stored } = listen();
  const waiting = Array.from({ length: 64 }, () => send('sync'));
  await expect(send('sync')).resolves.toMatchObject({
    ok: false,
    error: { code: 'rate_limited', retryAfter: 1 },
  });
  await expect(send('ping')).resolves.toEqual({ ok: true });
  stored.resolve({});
  expect((await Promise.all(waiting)).every(({ ok }) => ok)).toBe(true);
});

test('a command without a handler is an internal error, not a rate limit', async () => {
  await expect(listen().send('register')).resolves.toMatchObject({
    ok: false,
    error: { code: 'internal_error' },
  });
});
