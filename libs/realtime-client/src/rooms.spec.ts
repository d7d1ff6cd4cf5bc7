import { scriptedClient, wired } from './testing/scripted-client.ts';

const joined = (room: string, seq: number, more = {}) => ({
  ok: true,
  room,
  seq,
  epoch: 'e1',
  missed: [],
  resync: false,
  ...more,
});
const watch = (room: ReturnType<ReturnType<typeof scriptedClient>['client']['join']>) => {
  const seen: string[] = [];
  const subscription = room.subscribe({
    next: ({ state, room }) => seen.push(`${state} ${String(room)}`),
    error: ({ code }: { code: string }) => seen.push(`failed ${code}`),
    complete: () => seen.push('complete'),
  });
  return { seen, leave: () => subscription.unsubscribe() };
};

describe('a room', () => {
  it('stays joined while there are subscribers', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const [one, two] = [watch(client.join('order', 'o1')), watch(client.join('order', 'o1'))];
    expect(socket.question('join:order').payload).toBe('o1');
    expect(socket.sent).toEqual([]);
    one.leave();
    await time.settle();
    expect(socket.sent).toEqual([]);
    two.leave();
    expect(socket.question('leave:order').payload).toBe('o1');
  });

  it('is joined on the first connection and again after each reconnect, from its last position', async () => {
    const { client, socket, time, connected } = scriptedClient();
    const { seen } = watch(client.join('order', 'o1'));
    const received: string[] = [];
    client.all$.subscribe(({ meta, replayed }) => received.push(replayed ? `${meta.id} again` : meta.id));
    const caughtUp: number[] = [];
    client.caughtUp$.subscribe(({ count }) => caughtUp.push(count));
    await connected();
    socket.question('join:order').answer(joined('order:o1', 4));
    await time.settle();
    socket.say('order:promise:update', ...wired('e5', { 'order:o1': 5 }));
    socket.cut();
    await time.pass(500);
    socket.accept();
    await time.settle();
    const { payload, answer } = socket.question('join:order');
    expect(payload).toEqual({ id: 'o1', after: 5, epoch: 'e1' });
    const [missed, meta] = wired('e6', { 'order:o1': 6 });
    answer(joined('order:o1', 6, { missed: [{ event: 'order:status:update', payload: missed, meta }] }));
    await time.settle();
    expect(received).toEqual(['e5', 'e6 again']);
    expect(caughtUp).toEqual([1]);
    expect(seen).toEqual(['joining null', 'joined order:o1', 'joining order:o1', 'joined order:o1']);
  });

  it('fails with the reason for all subscribers when it is denied', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const [one, two] = [watch(client.join('order', 'o9')), watch(client.join('order', 'o9'))];
    socket
      .question('join:order')
      .answer({ ok: false, error: { code: 'access_denied', message: 'not yours' } });
    await time.settle();
    expect(one.seen).toEqual(['joining null', 'failed access_denied']);
    expect(two.seen).toEqual(one.seen);
    watch(client.join('order', 'o9'));
    expect(socket.question('join:order').payload).toBe('o9');
  });

  it('fails when access is revoked, and its later events are dropped', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const { seen } = watch(client.join('order', 'o1'));
    const revoked: unknown[] = [];
    client.revoked$.subscribe((it) => revoked.push(it));
    const received: string[] = [];
    client.all$.subscribe(({ meta }) => received.push(meta.id));
    socket.question('join:order').answer(joined('order:o1', 0));
    await time.settle();
    socket.say('order:cancelled', ...wired('e2', { 'order:o1': 2 }));
    socket.say('access:revoked', { room: 'order:o1', reason: 'assignment_ended' });
    socket.say('order:cancelled', ...wired('e1', { 'order:o1': 1 }));
    await time.pass(1_000);
    expect(seen).toEqual(['joining null', 'joined order:o1', 'failed access_revoked']);
    expect(revoked).toEqual([{ room: 'order:o1', reason: 'assignment_ended' }]);
    expect(received).toEqual([]);
  });

  it('is joined again after a rate limit, and on another connection after timeouts', async () => {
    const { client, socket, time, states, errors, connected } = scriptedClient();
    await connected();
    watch(client.join('order', 'o1'));
    socket
      .question('join:order')
      .answer({ ok: false, error: { code: 'rate_limited', message: 'slow down', retryAfter: 1 } });
    await time.pass(1_500);
    expect(errors).toEqual([]);
    await time.pass(18_000);
    expect(errors).toEqual(['timeout', 'timeout', 'timeout']);
    expect(states.at(-1)).toBe('reconnecting: unanswered');
  });

  it('is not left while it is automatic or has another subscriber', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected(['restaurant:r1']);
    const own = watch(client.join('restaurant', 'r1'));
    socket.question('join:restaurant').answer(joined('restaurant:r1', 0));
    const order = watch(client.join('order', 'o1'));
    watch(client.join('delivery', 'o1'));
    socket.question('join:order').answer(joined('order:o1', 0));
    socket.question('join:delivery').answer(joined('order:o1', 0));
    await time.settle();
    own.leave();
    order.leave();
    await time.settle();
    expect(socket.sent).toEqual([]);
  });

  it('does not come back with an answer in transit when it was left', async () => {
    const { client, socket, time, connected } = scriptedClient();
    await connected();
    const resyncs: string[] = [];
    client.resync$.subscribe((all) => resyncs.push(...all.map(({ stream }) => stream)));
    const { leave } = watch(client.join('order', 'o1'));
    const join = socket.question('join:order');
    leave();
    join.answer(joined('order:o1', 7));
    socket.answers.set('sync', () => ({
      ok: true,
      streams: { 'order:o1': { seq: 7, epoch: 'e1', resync: false } },
      missed: [],
      denied: [],
      more: false,
    }));
    socket.say('offer:new', ...wired('x', { public: 1 }));
    await time.pass(1_000);
    expect(resyncs).toEqual([]);
  });

  it('that is no longer automatic is forgotten and reported as revoked', async () => {
    const { client, socket, time, connected } = scriptedClient();
    const revoked: unknown[] = [];
    client.revoked$.subscribe((it) => revoked.push(it));
    socket.answers.set('sync', (asked) => ({
      ok: true,
      streams: { 'restaurant:r1': { seq: 0, epoch: 'e1', resync: false } },
      missed: [],
      denied: [],
      more: false,
      asked,
    }));
    await connected(['restaurant:r1']);
    socket.answers.delete('sync');
    socket.cut();
    await time.pass(500);
    socket.accept([]);
    expect(socket.question('sync').payload).toEqual({ streams: {} });
    expect(revoked).toMatchObject([{ room: 'restaurant:r1' }]);
  });

  it('of a storefront is joined by its own name, and is no right that can be revoked', async () => {
    const { client, socket, time, connected } = scriptedClient();
    const revoked: unknown[] = [];
    client.revoked$.subscribe((it) => revoked.push(it));
    socket.answers.set('sync', () => ({
      ok: true,
      streams: { 'storefront:r1': { seq: 3, epoch: 'e1', resync: false } },
      missed: [],
      denied: [],
      more: false,
    }));
    await connected(['storefront:r1']);
    socket.answers.delete('sync');
    watch(client.join('storefront', 'r2'));
    const join = socket.question('join:storefront');
    expect(join.payload).toBe('r2');
    join.answer(joined('storefront:r2', 5));
    await time.settle();
    socket.cut();
    await time.pass(500);
    // The order at r1 is over.
    socket.accept([]);
    expect(socket.question('sync').payload).toEqual({ streams: {} });
    expect(socket.question('join:storefront').payload).toEqual({ id: 'r2', after: 5, epoch: 'e1' });
    expect(revoked).toEqual([]);
  });

  it('that becomes automatic while connected is followed at once', async () => {
    const { client, socket, time, connected } = scriptedClient();
    const received: string[] = [];
    client.all$.subscribe(({ meta }) => received.push(meta.id));
    await connected([]);
    socket.answers.set('sync', () => ({
      ok: true,
      streams: { 'restaurant:r2': { seq: 8, epoch: 'e1', resync: false } },
      missed: [],
      denied: [],
      more: false,
    }));
    // Without `registered`: the event itself triggers a sync.
    socket.say('order:cancelled', ...wired('e8', { 'restaurant:r2': 8 }));
    expect(received).toEqual([]);
    await time.pass(1_000);
    expect(received).toEqual(['e8']);
    // With `registered`.
    socket.answers.set('sync', () => ({
      ok: true,
      streams: { 'restaurant:r3': { seq: 3, epoch: 'e1', resync: false } },
      missed: [],
      denied: [],
      more: false,
    }));
    const registered: unknown[] = [];
    client.registered$.subscribe(({ rooms }) => registered.push(rooms));
    socket.say('registered', { userId: 'u1', role: 'staff', rooms: ['restaurant:r2', 'restaurant:r3'] });
    await time.settle();
    expect(registered).toEqual([['restaurant:r2', 'restaurant:r3']]);
    socket.say('order:cancelled', ...wired('e4', { 'restaurant:r3': 4 }));
    expect(received).toEqual(['e8', 'e4']);
  });
});
