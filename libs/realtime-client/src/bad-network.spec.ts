import type { Meta } from '@passline/contracts';
import fc from 'fast-check';
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
} from './testing/live-client.ts';
import { ReferenceLog } from './testing/reference-log.ts';

afterEach(endAll);

describe('on a bad network', () => {
  it('detects a half-open connection and misses nothing', async () => {
    const server = await serve();
    const proxy = await through(server);
    const { client, received } = clientOf(proxy.url);
    await started(client);
    const silent = until(client.status$, ({ reason }) => reason === 'silent');
    const freshness = until(client.freshness$, ({ stale }) => stale);
    proxy.halfOpen();
    publish(server.log, 'unheard', 'restaurant:r1');
    expect((await silent).state).toBe('reconnecting');
    const { currentAsOf, since } = await freshness;
    expect(since).toEqual(currentAsOf);
    proxy.heal();
    await state(client, 'connected');
    expect(received).toEqual(['unheard']);
  });

  it('delivers each event once and in order with cut, delayed and lost connections', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('publish' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cut', 'halfOpen', 'heal', 'delay', 'move', 'turn' as const) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.infiniteStream(fc.nat(99)),
        async (steps, chance) => {
          const roll = () => chance.next().value as number;
          const log = new ReferenceLog();
          const nodes = [await serve(log), await serve(log)] as const;
          for (const node of nodes) node.loses = () => roll() < 20;
          const proxy = await through(nodes[0]);
          const { client, received, resyncs } = clientOf(proxy.url);
          const metas: Meta[] = [];
          client.all$.subscribe(({ meta }) => metas.push(meta));
          client.join('order', 'o1').subscribe();
          client.join('order', 'o2').subscribe();
          await started(client);
          resyncs.length = 0;
          const streams = ['restaurant:r1', 'public', 'user:u1', 'order:o1', 'order:o2', 'order:strange'];
          const due: string[] = [];
          for (const [index, name] of steps.entries()) {
            switch (name) {
              case 'publish': {
                const some = streams.filter(() => roll() < 40);
                if (some.some((stream) => stream !== 'order:strange')) due.push(String(index));
                if (some.length > 0) publish(log, String(index), ...some);
                break;
              }
              case 'cut':
                proxy.cut();
                break;
              case 'halfOpen':
                proxy.halfOpen();
                break;
              case 'heal':
                proxy.heal();
                break;
              case 'delay':
                proxy.delay(3);
                break;
              case 'move':
                proxy.aim(nodes[roll() % 2]!.port);
                nodes[0].drain(1);
                break;
              case 'turn':
                await new Promise((resolve) => setImmediate(resolve));
            }
          }
          for (const node of nodes) node.loses = () => false;
          const last = receives(client, 'last');
          publish(log, 'last', ...streams);
          proxy.heal();
          await last;
          expect(received.toSorted()).toEqual([...due, 'last'].sort());
          for (const stream of streams) {
            const seqs = metas.flatMap((meta) => meta.streams[stream]?.seq ?? []);
            if (stream !== 'order:strange') expect(seqs).toEqual(seqs.toSorted((x, y) => x - y));
          }
          expect(resyncs).toEqual([]);
          await endAll();
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );
  });
});
