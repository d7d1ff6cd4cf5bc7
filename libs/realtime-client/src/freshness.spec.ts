import { scriptedClient } from './testing/scripted-client.ts';

const minute = 60_000;

describe('liveness', () => {
  const liveness = { every: 2_000, deadAfter: 5_000 };

  it('detects a dead connection within five seconds of the last activity', async () => {
    const { client, socket, time, states, connected } = scriptedClient({ liveness });
    socket.answers.set('ping', () => ({ ok: true, at: '' }));
    await connected();
    await time.pass(2_500);
    socket.answers.delete('ping');
    await time.pass(4_499);
    expect(states.at(-1)).toBe('connected');
    await time.pass(1);
    expect(states.at(-1)).toBe('reconnecting: silent');
    expect(socket.connected).toBe(false);
    client.stop();
    expect(time.pending).toBe(0);
  });

  it('counts any traffic as activity', async () => {
    const { socket, time, states, connected } = scriptedClient({ liveness });
    await connected();
    for (let second = 0; second < 20; second++) {
      socket.say('chat:typing', { orderId: 'o1', userId: 'u2', name: 'Ada' });
      await time.pass(1_000);
    }
    expect(states.at(-1)).toBe('connected');
  });

  it('does not mistake a suspended tab for a silent server', async () => {
    const { socket, time, states, connected } = scriptedClient({ liveness });
    await connected();
    time.sleep(minute);
    await time.pass(2_000);
    const { answer } = socket.question('ping');
    await time.pass(1_000);
    answer({ ok: true, at: '' });
    await time.pass(1_000);
    expect(states.at(-1)).toBe('connected');
  });

  it.each(['visible', 'online'] as const)('pings at once when the page is %s again', async (sign) => {
    const scripted = scriptedClient({ liveness });
    const { socket, time, states, connected } = scripted;
    await connected();
    scripted[sign].next(true);
    expect(socket.sent.map(({ event }) => event)).toEqual(['ping']);
    await time.pass(5_000);
    expect(states.at(-1)).toBe('reconnecting: silent');
  });
});

describe('freshness', () => {
  it('reports every second the age of the data and since when it is stale', async () => {
    const { client, socket, time, connected } = scriptedClient();
    const seen: string[] = [];
    const start = time.now();
    client.freshness$.subscribe(({ currentAsOf, stale, since }) =>
      seen.push(
        `${stale ? 'stale' : 'fresh'} ${currentAsOf ? +currentAsOf - start : '-'} ${since ? +since - start : '-'}`,
      ),
    );
    expect(seen).toEqual(['stale - -']);
    await connected();
    await time.pass(0);
    expect(seen.at(-1)).toBe('fresh 0 -');
    await time.pass(700);
    socket.say('chat:typing', {});
    const count = seen.length;
    await time.pass(2_000);
    expect(seen.slice(count)).toEqual(['fresh 700 -', 'fresh 700 -']);
    socket.cut();
    await time.pass(0);
    expect(seen.at(-1)).toBe('stale 700 700');
    client.stop();
    expect(seen.at(-1)).toBe('stale - -');
    expect(time.pending).toBe(0);
  });

  it('is not current while an event is missing', async () => {
    const { client, socket, time, connected } = scriptedClient({ gaps: { grace: 200, giveUpAfter: 60_000 } });
    socket.answers.set('sync', () => ({
      ok: true,
      streams: { public: { seq: 0, epoch: 'e1', resync: false } },
      missed: [],
      denied: [],
      more: false,
    }));
    let asOf: number | undefined;
    client.freshness$.subscribe(({ currentAsOf }) => (asOf = currentAsOf?.getTime()));
    await connected(['public']);
    const start = time.now();
    await time.pass(1_000);
    const meta = { id: 'x', at: '', streams: { public: { seq: 2, epoch: 'e1' } } };
    socket.say('offer:new', {}, meta);
    await time.pass(3_000);
    socket.say('chat:typing', {});
    await time.pass(3_000);
    expect(asOf).toBe(start + 1_000);
  });
});
