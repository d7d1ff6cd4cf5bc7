import type { RealtimeError } from './realtime-error.ts';
import { scriptedClient } from './testing/scripted-client.ts';

const message = { orderId: 'o1', id: 'm1', text: 'two minutes' };
const outcome = (promise: Promise<unknown>) => {
  const it: { value?: unknown; code?: string; retryAfter?: number } = {};
  promise.then(
    (value) => (it.value = value),
    (error: unknown) => {
      const { code, retryAfter } = error as RealtimeError;
      it.code = code;
      if (retryAfter !== undefined) it.retryAfter = retryAfter;
    },
  );
  return it;
};

describe('a command', () => {
  it('resolves with the answer of the server', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('order:acknowledge', { orderId: 'o1' }));
    await time.settle();
    const { payload, answer } = socket.question('order:acknowledge');
    expect(payload).toEqual({ orderId: 'o1' });
    answer({ ok: true, version: 3 });
    await time.settle();
    expect(sent).toEqual({ value: { ok: true, version: 3 } });
  });

  it('fails with the code of the server', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('chat:send', message));
    await time.settle();
    socket.question('chat:send').answer({
      ok: false,
      error: { code: 'rate_limited', message: 'slow down', retryAfter: 2 },
    });
    await time.settle();
    expect(sent).toEqual({ code: 'rate_limited', retryAfter: 2 });
  });

  it.each([undefined, null, 'yes', {}])('fails when the answer is %p', async (answer) => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('chat:send', message));
    await time.settle();
    socket.question('chat:send').answer(answer);
    await time.settle();
    expect(sent).toEqual({ code: 'bad_answer' });
  });

  it('without retry is sent once and fails after its timeout', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('chat:send', message));
    await time.pass(5_000);
    expect(sent).toEqual({ code: 'timeout' });
    expect(socket.sent.filter(({ event }) => event === 'chat:send')).toHaveLength(1);

    const cut = outcome(client.send('chat:send', message));
    await time.settle();
    socket.cut();
    await time.settle();
    expect(cut).toEqual({ code: 'disconnected' });
  });

  it('waits for a connection up to its timeout', async () => {
    const { client, socket, time, connected } = scriptedClient();
    const early = outcome(client.send('chat:send', message));
    const tooEarly = outcome(client.send('chat:send', message, { timeout: 50 }));
    await time.pass(50);
    expect(tooEarly).toEqual({ code: 'disconnected' });
    await connected();
    socket.question('chat:send').answer({ ok: true, message });
    await time.settle();
    expect(early).toMatchObject({ value: { ok: true } });
  });
});

describe('a command with retry', () => {
  it('is sent again unchanged after timeouts, rate limits and lost connections', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('chat:send', message, { retry: true, timeout: 1_000 }));
    await time.settle();
    const first = socket.question('chat:send');
    await time.pass(1_500);
    socket.question('chat:send').answer({
      ok: false,
      error: { code: 'rate_limited', message: 'slow down', retryAfter: 2 },
    });
    await time.pass(2_999);
    expect(socket.sent).toEqual([]);
    await time.pass(1);
    const third = socket.question('chat:send');
    socket.cut();
    await time.pass(500);
    socket.accept();
    await time.pass(2_000);
    const fourth = socket.question('chat:send');
    expect([first.payload, third.payload, fourth.payload]).toEqual([message, message, message]);
    fourth.answer({ ok: true, message });
    await time.settle();
    expect(sent).toEqual({ value: { ok: true, message } });
  });

  it('is not sent again after a final error', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('chat:send', message, { retry: true }));
    await time.settle();
    socket.question('chat:send').answer({ ok: false, error: { code: 'forbidden', message: 'no' } });
    await time.settle();
    expect(sent).toEqual({ code: 'forbidden' });
  });

  it('fails after its time limit, or when the client stops', async () => {
    const { client, time, connected } = scriptedClient();
    await connected();
    const sent = outcome(client.send('chat:send', message, { retry: true, timeout: 1_000, within: 3_000 }));
    const forever = outcome(client.send('chat:send', message, { retry: true, within: Infinity }));
    await time.pass(3_000);
    expect(sent).toEqual({ code: 'timeout' });
    expect(forever).toEqual({});
    client.stop();
    await time.pass(60_000);
    expect(forever).toEqual({ code: 'stopped' });
    expect(time.pending).toBe(0);
  });
});
