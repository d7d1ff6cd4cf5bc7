import { firstValueFrom } from 'rxjs';
import {
  clientOf,
  endAll,
  receives,
  publish,
  serve,
  started,
  state,
  through,
  until,
  urlOf,
} from './testing/live-client.ts';
import { ReferenceLog } from './testing/reference-log.ts';

afterEach(endAll);

describe('with a real server', () => {
  it('emits resync first, then each event once, whichever room delivered it', async () => {
    const server = await serve();
    publish(server.log, 'before', 'restaurant:r1');
    const { client, received, resyncs } = clientOf(urlOf(server));
    await started(client);
    const last = receives(client, 'last');
    publish(server.log, 'first', 'restaurant:r1', 'public', 'user:other');
    publish(server.log, 'second', 'user:u1');
    publish(server.log, 'last', 'restaurant:r1');
    await last;
    expect(received).toEqual(['first', 'second', 'last']);
    expect(resyncs.sort()).toEqual(['baseline public', 'baseline restaurant:r1', 'baseline user:u1']);
  });

  it('emits volatile events and answers of commands', async () => {
    const server = await serve();
    const { client } = clientOf(urlOf(server));
    await started(client);
    const place = firstValueFrom(client.volatile('delivery:location:update'));
    server.volatile('restaurant:r1', 'delivery:location:update', { orderId: 'o1' });
    expect(await place).toEqual({ orderId: 'o1' });
    await expect(client.send('order:acknowledge', { orderId: 'o1' })).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    await client.renew('staff');
    expect(server.tokens).toEqual(['staff', 'staff']);
  });

  it('a chat message that is sent several times is one message', async () => {
    const server = await serve();
    const { client, received } = clientOf(urlOf(server));
    await started(client);
    client.join('order', 'o1').subscribe();
    await until(client.join('order', 'o1'), (it) => it.state === 'joined');
    server.deaf.set('chat:send', 2);
    const message = { id: 'm1', orderId: 'o1', text: 'two minutes' };
    await client.send('chat:send', message, { retry: true, timeout: 30 });
    const last = receives(client, 'last');
    publish(server.log, 'last', 'order:o1');
    await last;
    expect(received).toEqual(['o1', 'last']);
    expect(server.commands.filter(({ name }) => name === 'chat:send')).toHaveLength(3);
  });

  it('fetches events that the fan-out lost', async () => {
    const server = await serve();
    const { client, received, resyncs } = clientOf(urlOf(server));
    await started(client);
    server.loses = ({ payload }) => (payload as { orderId: string }).orderId.startsWith('lost');
    const last = receives(client, 'last');
    for (const name of ['1', 'lost 2', '3', 'lost 4', 'lost 5', 'last'])
      publish(server.log, name, 'restaurant:r1');
    await last;
    expect(received).toEqual(['1', 'lost 2', '3', 'lost 4', 'lost 5', 'last']);
    expect(resyncs.filter((it) => !it.startsWith('baseline'))).toEqual([]);
  });

  it('repeats sync until there are no more events', async () => {
    const server = await serve();
    server.syncLimit = 3;
    const proxy = await through(server);
    const { client, received } = clientOf(proxy.url);
    await started(client);
    proxy.refuse();
    proxy.cut();
    await state(client, 'reconnecting');
    const names = Array.from({ length: 20 }, (_, index) => String(index));
    for (const name of names) publish(server.log, name, 'restaurant:r1', 'public');
    const caughtUp = firstValueFrom(client.caughtUp$);
    proxy.heal();
    expect(await caughtUp).toEqual({ count: 20 });
    expect(received).toEqual(names);
  });

  it('emits resync when the history has expired or the stream was restarted, and continues from there', async () => {
    const server = await serve();
    const proxy = await through(server);
    const { client, received, resyncs } = clientOf(proxy.url);
    await started(client);
    resyncs.length = 0;
    proxy.refuse();
    proxy.cut();
    await state(client, 'reconnecting');
    publish(server.log, 'gone', 'restaurant:r1');
    server.log.trim('restaurant:r1');
    server.log.restart('public', 'e2');
    publish(server.log, 'of the new epoch', 'public');
    proxy.heal();
    await state(client, 'connected');
    expect(resyncs.sort()).toEqual(['epoch public', 'history restaurant:r1']);
    const last = receives(client, 'last');
    publish(server.log, 'next', 'public');
    publish(server.log, 'last', 'public', 'restaurant:r1');
    await last;
    expect(received).toEqual(['next', 'last']);
  });

  it('notices while connected that a stream was restarted', async () => {
    const server = await serve();
    const { client, received, resyncs } = clientOf(urlOf(server));
    await started(client);
    resyncs.length = 0;
    server.log.restart('public', 'e2');
    const resync = firstValueFrom(client.resync$);
    publish(server.log, 'first', 'public');
    await resync;
    expect(resyncs).toEqual(['epoch public']);
    const last = receives(client, 'last');
    publish(server.log, 'last', 'public');
    await last;
    expect(received).toEqual(['first', 'last']);
  });

  it('gives up a gap that cannot be filled, and emits resync before it continues', async () => {
    const server = await serve();
    const { client } = clientOf(urlOf(server), { gaps: { grace: 5, giveUpAfter: 30 } });
    await started(client);
    const order: string[] = [];
    client.resync$.subscribe((all) => order.push(...all.map(({ stream, cause }) => `${cause} ${stream}`)));
    client.all$.subscribe(({ payload }) => order.push((payload as { orderId: string }).orderId));
    server.loses = ({ payload }) => (payload as { orderId: string }).orderId === 'lost';
    server.syncLimit = 0;
    const last = receives(client, 'last');
    publish(server.log, 'lost', 'restaurant:r1');
    publish(server.log, 'last', 'restaurant:r1');
    await last;
    expect(order).toEqual(['gap restaurant:r1', 'last']);
  });

  it('resumes on any node of the same log', async () => {
    const log = new ReferenceLog();
    const [one, two] = [await serve(log), await serve(log)];
    const proxy = await through(one);
    const { client, received } = clientOf(proxy.url);
    client.join('order', 'o1').subscribe();
    await started(client);
    publish(log, '1', 'order:o1');
    proxy.aim(two.port);
    const moved = firstValueFrom(client.caughtUp$);
    one.drain(10);
    publish(log, '2', 'order:o1', 'restaurant:r1');
    await moved;
    const last = receives(client, 'last');
    publish(log, 'last', 'order:o1');
    await last;
    expect(received).toEqual(['1', '2', 'last']);
    expect(one.sockets).toHaveLength(0);
    expect(two.sockets).toHaveLength(1);
  });

  it('receives nothing that happened after its access was revoked while it was offline', async () => {
    const server = await serve();
    const proxy = await through(server);
    const { client, received } = clientOf(proxy.url);
    await started(client);
    proxy.refuse();
    proxy.cut();
    await state(client, 'reconnecting');
    await server.revoke('restaurant:r1', 'membership_ended');
    publish(server.log, 'secret', 'restaurant:r1');
    publish(server.log, 'for all', 'public');
    const revoked = firstValueFrom(client.revoked$);
    proxy.heal();
    expect(await revoked).toMatchObject({ room: 'restaurant:r1' });
    await state(client, 'connected');
    expect(received).toEqual(['for all']);
  });

  it('continues after a reload from the stored positions', async () => {
    const server = await serve();
    const kept: { positions: string } = { positions: '{}' };
    const positions = {
      load: () => JSON.parse(kept.positions),
      save: (it: unknown) => (kept.positions = JSON.stringify(it)),
    };
    const before = clientOf(urlOf(server), { positions });
    await started(before.client);
    const seen = receives(before.client, '1');
    publish(server.log, '1', 'restaurant:r1');
    await seen;
    before.client.stop();
    publish(server.log, '2', 'restaurant:r1', 'public');
    const after = clientOf(urlOf(server), { positions });
    const caughtUp = firstValueFrom(after.client.caughtUp$);
    await started(after.client);
    expect(await caughtUp).toEqual({ count: 1 });
    expect(after.received).toEqual(['2']);
    expect(after.resyncs).toEqual([]);
  });
});
