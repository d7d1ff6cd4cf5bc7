import { scriptedClient, wired } from './testing/scripted-client.ts';

const synced = (heads: Record<string, number>, more: object = {}) => ({
  ok: true,
  streams: Object.fromEntries(
    Object.entries(heads).map(([stream, seq]) => [stream, { seq, epoch: 'e1', resync: false }]),
  ),
  missed: [],
  denied: [],
  more: false,
  ...more,
});
const missed = (event: string, ...it: ReturnType<typeof wired>) => ({ event, payload: it[0], meta: it[1] });

/** A connected client that follows `public` from 0, with a record of what it emits. */
const following = async () => {
  const scripted = scriptedClient();
  const { client, socket, time, connected } = scripted;
  const seen: string[] = [];
  client.all$.subscribe(({ meta, replayed }) => seen.push(replayed ? `${meta.id} fetched` : meta.id));
  client.resync$.subscribe((all) => seen.push(...all.map(({ stream, cause }) => `${cause} ${stream}`)));
  socket.answers.delete('sync');
  await connected(['public']);
  socket.question('sync').answer(synced({ public: 0 }));
  await time.settle();
  seen.length = 0;
  return { ...scripted, seen };
};

describe('catching up', () => {
  it('does not ask when a small gap closes by itself', async () => {
    const { socket, time, seen } = await following();
    socket.say('offer:new', ...wired('2', { public: 2 }));
    await time.pass(150);
    socket.say('offer:new', ...wired('1', { public: 1 }));
    await time.pass(10_000);
    expect(seen).toEqual(['1', '2']);
    expect(socket.sent).toEqual([]);
  });

  it('asks for missing events from the last gapless position', async () => {
    const { socket, time, seen } = await following();
    for (const seq of [1, 3]) socket.say('offer:new', ...wired(String(seq), { public: seq }));
    await time.pass(200);
    const { payload, answer } = socket.question('sync');
    expect(payload).toEqual({ streams: { public: { seq: 1, epoch: 'e1' } } });
    answer(synced({ public: 3 }, { missed: [missed('offer:new', ...wired('2', { public: 2 }))] }));
    await time.pass(10_000);
    expect(seen).toEqual(['1', '2 fetched', '3']);
    expect(socket.sent).toEqual([]);
  });

  it('detects the loss of a last event by the heads in a later answer', async () => {
    const { client, socket, time } = await following();
    client.join('order', 'o1').subscribe();
    socket
      .question('join:order')
      .answer({ ok: true, room: 'order:o1', seq: 4, epoch: 'e1', missed: [], resync: false });
    socket.say('offer:new', ...wired('2', { public: 2 }));
    await time.pass(200);
    socket
      .question('sync')
      .answer(
        synced({ public: 2, 'order:o1': 5 }, { missed: [missed('offer:new', ...wired('1', { public: 1 }))] }),
      );
    await time.pass(200);
    expect(socket.question('sync').payload).toEqual({ streams: { 'order:o1': { seq: 4, epoch: 'e1' } } });
  });

  it('asks only once about events of streams that are not followed', async () => {
    const { socket, time, seen } = await following();
    socket.say('order:cancelled', ...wired('x', { 'order:o9': 1 }));
    await time.pass(200);
    socket.question('sync').answer(synced({ public: 0 }));
    await time.pass(60_000);
    expect(socket.sent).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('goes on past events that the server does not show to it, after one question', async () => {
    const { socket, time, seen } = await following();
    // 2 to 4 are chat messages, and this is the holder of a tracking link.
    for (const seq of [1, 5]) socket.say('offer:new', ...wired(String(seq), { public: seq }));
    await time.pass(200);
    expect(seen).toEqual(['1']);
    socket
      .question('sync')
      .answer(synced({ public: 5 }, { missed: [missed('offer:new', ...wired('5', { public: 5 }))] }));
    await time.pass(10_000);
    expect(seen).toEqual(['1', '5']);
    socket.say('offer:new', ...wired('6', { public: 6 }));
    await time.pass(10_000);
    expect(seen).toEqual(['1', '5', '6']);
    expect(socket.sent).toEqual([]);
  });

  it('does not take an answer that ends before the gap for its end', async () => {
    const { socket, time, seen } = await following();
    socket.say('offer:new', ...wired('3', { public: 3 }));
    await time.pass(200);
    socket
      .question('sync')
      .answer(synced({ public: 1 }, { missed: [missed('offer:new', ...wired('1', { public: 1 }))] }));
    await time.pass(500);
    expect(seen).toEqual(['1 fetched']);
    expect(socket.question('sync').payload).toEqual({ streams: { public: { seq: 1, epoch: 'e1' } } });
  });

  it('asks at growing intervals for a gap that cannot be filled, then gives up and emits resync', async () => {
    const { socket, time, seen } = await following();
    let asked = 0;
    socket.answers.set('sync', () => {
      asked++;
      // Of a node that has not followed the log so far yet.
      return synced({ public: 0 });
    });
    socket.say('offer:new', ...wired('2', { public: 2 }));
    await time.pass(4_000);
    expect(seen).toEqual([]);
    await time.pass(6_000);
    expect(seen).toEqual(['gap public', '2']);
    expect(asked).toBeLessThan(8);
  });

  it('reconnects when the node does not answer', async () => {
    const { socket, time, states, errors, connected } = scriptedClient();
    socket.answers.delete('sync');
    await connected(['public']);
    await time.pass(20_000);
    expect(errors).toEqual(['timeout', 'timeout', 'timeout']);
    expect(states.at(-1)).toBe('connecting: unanswered');
  });

  it('stops when the server keeps reporting more without events', async () => {
    const { socket, errors, states, connected } = scriptedClient();
    socket.answers.set('sync', () => synced({ public: 0 }, { more: true }));
    await connected(['public']);
    expect(errors).toEqual(['bad_answer']);
    expect(states.at(-1)).toBe('connecting: unanswered');
  });

  it('forgets a stream that is denied', async () => {
    const { client, socket, time, connected } = scriptedClient({
      positions: { load: () => ({ public: { seq: 1, epoch: 'e1' } }), save: () => undefined },
    });
    const revoked: unknown[] = [];
    client.revoked$.subscribe((it) => revoked.push(it));
    socket.answers.set('sync', () => synced({}, { denied: ['public'] }));
    await connected(['public']);
    expect(revoked).toEqual([{ room: 'public', reason: 'denied' }]);
    await time.pass(1_000);
  });
});
