import { firstValueFrom } from 'rxjs';
import {
  clientOf,
  endAll,
  hears,
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

describe('over a real server', () => {
  it('tells where it begins, then gives each event once, whichever of its rooms it came by', async () => {
    const server = await serve();
    publish(server.log, 'before', 'restaurant:r1');
    const { client, heard, resyncs } = clientOf(urlOf(server));
    await started(client);
    const last = hears(client, 'last');
    publish(server.log, 'first', 'restaurant:r1', 'public', 'user:somebody-else');
    publish(server.log, 'second', 'user:u1');
    publish(server.log, 'last', 'restaurant:r1');
    await last;
    expect(heard).toEqual(['first', 'second', 'last']);
    expect(resyncs.sort()).toEqual(['baseline public', 'baseline restaurant:r1', 'baseline user:u1']);
  });

  it('passes volatile events on, and answers', async () => {
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

  it('is one message, however often it had to be sent', async () => {
    const server = await serve();
    const { client, heard } = clientOf(urlOf(server));
    await started(client);
    client.join('order', 'o1').subscribe();
    await until(client.join('order', 'o1'), (it) => it.state === 'joined');
    server.deaf.set('chat:send', 2);
    const message = { id: 'm1', orderId: 'o1', text: 'two minutes' };
    await client.send('chat:send', message, { retry: true, timeout: 30 });
    const last = hears(client, 'last');
    publish(server.log, 'last', 'order:o1');
    await last;
    expect(heard).toEqual(['o1', 'last']);
    expect(server.commands.filter(({ name }) => name === 'chat:send')).toHaveLength(3);
  });

  it('fetches what the fan-out has lost', async () => {
    const server = await serve();
    const { client, heard, resyncs } = clientOf(urlOf(server));
    await started(client);
    server.loses = ({ payload }) => (payload as { orderId: string }).orderId.startsWith('lost');
    const last = hears(client, 'last');
    for (const name of ['1', 'lost 2', '3', 'lost 4', 'lost 5', 'last'])
      publish(server.log, name, 'restaurant:r1');
    await last;
    expect(heard).toEqual(['1', 'lost 2', '3', 'lost 4', 'lost 5', 'last']);
    expect(resyncs.filter((it) => !it.startsWith('baseline'))).toEqual([]);
  });

  it('asks until there is no more', async () => {
    const server = await serve();
    server.syncLimit = 3;
    const proxy = await through(server);
    const { client, heard } = clientOf(proxy.url);
    await started(client);
    proxy.refuse();
    proxy.cut();
    await state(client, 'reconnecting');
    const names = Array.from({ length: 20 }, (_, index) => String(index));
    for (const name of names) publish(server.log, name, 'restaurant:r1', 'public');
    const caughtUp = firstValueFrom(client.caughtUp$);
    proxy.heal();
    expect(await caughtUp).toEqual({ count: 20 });
    expect(heard).toEqual(names);
  });

  it('says when the history is gone, or the stream has begun anew, and goes on from there', async () => {
    const server = await serve();
    const proxy = await through(server);
    const { client, heard, resyncs } = clientOf(proxy.url);
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
    const last = hears(client, 'last');
    publish(server.log, 'next', 'public');
    publish(server.log, 'last', 'public', 'restaurant:r1');
    await last;
    expect(heard).toEqual(['next', 'last']);
  });

  it('notices that a stream has begun anew while it is connected', async () => {
    const server = await serve();
    const { client, heard, resyncs } = clientOf(urlOf(server));
    await started(client);
    resyncs.length = 0;
    server.log.restart('public', 'e2');
    const resync = firstValueFrom(client.resync$);
    publish(server.log, 'first', 'public');
    await resync;
    expect(resyncs).toEqual(['epoch public']);
    const last = hears(client, 'last');
    publish(server.log, 'last', 'public');
    await last;
    expect(heard).toEqual(['first', 'last']);
  });

  it('gives up a gap that nobody can fill, and says so before it goes on', async () => {
    const server = await serve();
    const { client } = clientOf(urlOf(server), { gaps: { grace: 5, giveUpAfter: 30 } });
    await started(client);
    const order: string[] = [];
    client.resync$.subscribe((all) => order.push(...all.map(({ stream, cause }) => `${cause} ${stream}`)));
    client.all$.subscribe(({ payload }) => order.push((payload as { orderId: string }).orderId));
    server.loses = ({ payload }) => (payload as { orderId: string }).orderId === 'lost';
    server.syncLimit = 0;
    const last = hears(client, 'last');
    publish(server.log, 'lost', 'restaurant:r1');
    publish(server.log, 'last', 'restaurant:r1');
    await last;
    expect(order).toEqual(['gap restaurant:r1', 'last']);
  });

  it('resumes on any node of the same log', async () => {
    const log = new ReferenceLog();
    const [one, two] = [await serve(log), await serve(log)];
    const proxy = await through(one);
    const { client, heard } = clientOf(proxy.url);
    client.join('order', 'o1').subscribe();
    await started(client);
    publish(log, '1', 'order:o1');
    proxy.aim(two.port);
    const moved = firstValueFrom(client.caughtUp$);
    one.drain(10);
    publish(log, '2', 'order:o1', 'restaurant:r1');
    await moved;
    const last = hears(client, 'last');
    publish(log, 'last', 'order:o1');
    await last;
    expect(heard).toEqual(['1', '2', 'last']);
    expect(one.sockets).toHaveLength(0);
    expect(two.sockets).toHaveLength(1);
  });

  it('hears nothing of what happened after its right was withdrawn while it was away', async () => {
    const server = await serve();
    const proxy = await through(server);
    const { client, heard } = clientOf(proxy.url);
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
    expect(heard).toEqual(['for all']);
  });

  it('goes on after a reload from the kept positions', async () => {
    const server = await serve();
    const kept: { positions: string } = { positions: '{}' };
    const positions = {
      load: () => JSON.parse(kept.positions),
      save: (it: unknown) => (kept.positions = JSON.stringify(it)),
    };
    const before = clientOf(urlOf(server), { positions });
    await started(before.client);
    const seen = hears(before.client, '1');
    publish(server.log, '1', 'restaurant:r1');
    await seen;
    before.client.stop();
    publish(server.log, '2', 'restaurant:r1', 'public');
    const after = clientOf(urlOf(server), { positions });
    const caughtUp = firstValueFrom(after.client.caughtUp$);
    await started(after.client);
    expect(await caughtUp).toEqual({ count: 1 });
    expect(after.heard).toEqual(['2']);
    expect(after.resyncs).toEqual([]);
  });
});
