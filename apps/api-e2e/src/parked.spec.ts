import { calls } from '@passline/contracts';
import { openSharedStore } from '../../../tools/testing/test-store.ts';
import { MongoClient } from 'mongodb';
import { startServer, stopAll, temporaryDirectory } from './testing/server.ts';

afterAll(stopAll);

interface Parked {
  _id: string;
  [field: string]: unknown;
}

const parked = (id: string, consumer: string): Parked => ({
  _id: `${id}@${consumer}`,
  consumer,
  envelope: {
    id,
    type: 'offer.ended',
    at: new Date(),
    aggregate: { kind: 'offer', id: 'o1', version: 2 },
    actor: null,
    data: { restaurantId: 'r1', code: 'TEN' },
  },
  attempts: 8,
  error: 'it would not go',
  parkedAt: new Date(),
});

test('only operators see parked events and retry them', async () => {
  const store = await openSharedStore(temporaryDirectory());
  const client = await new MongoClient(store.uri).connect();
  const server = await startServer({ MONGODB_URI: store.uri });
  try {
    const events = client.db().collection<Parked>('parked_events');
    await events.insertMany([parked('e1', 'announcer'), parked('e2', 'retired-consumer')]);
    const [operator, owner] = await server.api.signInAll('operator', 'owner');
    expect((await owner.refused(calls.listParked)).code).toBe('forbidden');
    expect((await owner.refused(calls.retryParked, { params: { id: 'e1@announcer' } })).code).toBe(
      'forbidden',
    );

    const listed = await operator.ok(calls.listParked);
    expect(listed.total).toBe(2);
    expect(listed.items[0]).toMatchObject({ consumer: 'announcer', type: 'offer.ended', attempts: 8 });

    const retry = (id: string) => operator.ok(calls.retryParked, { params: { id } });
    expect(await retry('e1@announcer')).toEqual({ delivered: true, error: null });
    expect(await retry('e2@retired-consumer')).toMatchObject({
      delivered: false,
      error: expect.stringContaining('retired-consumer'),
    });
    expect((await operator.refused(calls.retryParked, { params: { id: 'e1@announcer' } })).code).toBe(
      'not_found',
    );
    const left = await operator.ok(calls.listParked);
    expect(left.items).toMatchObject([{ id: 'e2@retired-consumer', attempts: 9 }]);

    const { items } = await operator.ok(calls.listAudit, { query: { action: 'parked_event.retried' } });
    expect(items.map(({ subject, result }) => [subject.id, result])).toEqual([
      ['e2@retired-consumer', 'failed'],
      ['e1@announcer', 'done'],
    ]);
  } finally {
    await server.stop();
    await client.close();
    await store.close();
  }
});
