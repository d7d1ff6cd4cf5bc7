import type { StreamPositions } from '@passline/contracts';
import { scriptedClient, wired } from './testing/scripted-client.ts';

const storeOf = (loaded: unknown) => {
  const saved: StreamPositions[] = [];
  return {
    saved,
    store: { load: () => loaded as StreamPositions, save: (it: StreamPositions) => void saved.push(it) },
  };
};
const heads = (streams: Record<string, number>) => () => ({
  ok: true,
  streams: Object.fromEntries(
    Object.entries(streams).map(([stream, seq]) => [stream, { seq, epoch: 'e1', resync: false }]),
  ),
  missed: [],
  denied: [],
  more: false,
});

describe('stored positions', () => {
  it('are used for streams that are still allowed, and ignored when malformed', async () => {
    const { store } = storeOf({
      public: { seq: 7, epoch: 'e1' },
      'user:u1': { seq: 'seven', epoch: 'e1' },
      'user:other': { seq: 3, epoch: 'e1' },
    });
    const { socket, connected } = scriptedClient({ positions: store });
    socket.answers.delete('sync');
    await connected(['public', 'user:u1']);
    expect(socket.question('sync').payload).toEqual({ streams: { public: { seq: 7, epoch: 'e1' } } });
  });

  it('are saved once a second, when the page is hidden, and on stop', async () => {
    const { store, saved } = storeOf({});
    const { client, socket, time, visible, connected } = scriptedClient({ positions: store });
    socket.answers.set('sync', heads({ public: 0 }));
    await connected(['public']);
    for (const seq of [1, 2, 3]) socket.say('offer:new', ...wired(String(seq), { public: seq }));
    expect(saved).toEqual([]);
    await time.pass(1_000);
    expect(saved).toEqual([{ public: { seq: 3, epoch: 'e1' } }]);
    socket.say('offer:new', ...wired('4', { public: 4 }));
    visible.next(false);
    expect(saved.at(-1)).toEqual({ public: { seq: 4, epoch: 'e1' } });
    socket.say('offer:new', ...wired('5', { public: 5 }));
    client.stop();
    expect(saved.at(-1)).toEqual({ public: { seq: 5, epoch: 'e1' } });
    await time.pass(10_000);
    expect(saved).toHaveLength(3);
  });

  it('that cannot be loaded or saved are reported and do not stop the client', async () => {
    const { socket, time, states, errors, connected } = scriptedClient({
      positions: {
        load: () => {
          throw new Error('blocked');
        },
        save: () => {
          throw new Error('quota');
        },
      },
    });
    await connected(['public']);
    socket.say('offer:new', ...wired('1', { public: 1 }));
    await time.pass(1_000);
    expect(errors).toEqual(['app_failed', 'app_failed']);
    expect(states.at(-1)).toBe('connected');
  });
});

describe('messages about this socket', () => {
  it('are reported: rate limits, errors, revoked access and malformed messages', async () => {
    const { client, socket, errors, connected } = scriptedClient();
    await connected();
    const revoked: unknown[] = [];
    client.revoked$.subscribe((it) => revoked.push(it));
    socket.say('rate_limit_exceeded', { event: 'chat:send', retryAfter: 2 });
    socket.say('error', { code: 'validation_failed', message: 'no' });
    socket.say('access:revoked', { reason: 'session_ended' });
    socket.say('order:new', { orderId: 'o1' }, { id: 'x', streams: { public: 7 } });
    expect(errors).toEqual(['rate_limited', 'validation_failed', 'bad_answer']);
    expect(revoked).toEqual([{ reason: 'session_ended' }]);
  });

  it('events reach the app in order also when a listener releases the next one', async () => {
    const { client, socket, connected } = scriptedClient();
    socket.answers.set('sync', heads({ public: 0 }));
    await connected(['public']);
    const seen: string[] = [];
    client.all$.subscribe(({ meta }) => {
      if (meta.id === '1') socket.say('offer:new', ...wired('3', { public: 3 }));
    });
    client.all$.subscribe(({ meta }) => seen.push(meta.id));
    socket.say('offer:new', ...wired('2', { public: 2 }));
    socket.say('offer:new', ...wired('1', { public: 1 }));
    expect(seen).toEqual(['1', '2', '3']);
  });
});
