import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongooseModule } from '@nestjs/mongoose';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { type Connection, createConnection } from 'mongoose';
import { SESSION, SessionSchema } from '../../modules/auth/session.schema.ts';
import { SessionsRepository } from '../../modules/auth/sessions.repository.ts';
import { DELIVERY_MARK, DeliveryMarkSchema } from '../../modules/chat/delivery-mark.schema.ts';
import { DeliveryMarks } from '../../modules/chat/delivery-marks.repository.ts';
import { ChatRepository } from '../../modules/chat/chat.repository.ts';
import { CHAT_MESSAGE, MessageSchema } from '../../modules/chat/message.schema.ts';
import { READ_MARK, ReadMarkSchema } from '../../modules/chat/read-mark.schema.ts';
import { NOTIFICATION, NotificationSchema } from '../../modules/notifications/notification.schema.ts';
import { NotificationsRepository } from '../../modules/notifications/notifications.repository.ts';
import { SharedNotices } from '../../modules/notifications/shared-notices.repository.ts';
import { OffersModule } from '../../modules/offers/offers.module.ts';
import { OffersService } from '../../modules/offers/offers.service.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { type StoreCommand, type StoreProxy, startStoreProxy } from '../../testing/store-proxy.ts';
import { someone } from '../../testing/town.ts';

let dataDir: string;
let engine: RunningEngine;
let proxy: StoreProxy;
let store: Connection;
let domain: Domain;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passline-interleaving-'));
  engine = await startEngine({ path: dataDir, port: 0, secret: false });
  store = await createConnection(engine.uri).asPromise();
  proxy = await startStoreProxy(engine.uri);
  domain = await startDomain(
    [
      OffersModule,
      MongooseModule.forFeature([
        { name: SESSION, schema: SessionSchema },
        { name: CHAT_MESSAGE, schema: MessageSchema },
        { name: READ_MARK, schema: ReadMarkSchema },
        { name: DELIVERY_MARK, schema: DeliveryMarkSchema },
        { name: NOTIFICATION, schema: NotificationSchema },
      ]),
    ],
    [SessionsRepository, ChatRepository, DeliveryMarks, NotificationsRepository, SharedNotices],
    { MONGODB_URI: proxy.uri },
  );
});
afterAll(async () => {
  await domain.close();
  await store.close();
  await proxy.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(() => {
  proxy.hooks = {};
});

/** Runs `change` once, right before the store gets the next command of this name. */
function beforeNext(name: string, collection: string, change: () => Promise<unknown>): void {
  let isDone = false;
  proxy.hooks = {
    before: async (command: StoreCommand) => {
      if (isDone || command.name !== name || command.collection !== collection) return undefined;
      isDone = true;
      await change();
      return undefined;
    },
  };
}

const old = new Date('2026-01-01T00:00:00Z');
const limit = new Date('2026-06-01T00:00:00Z');

describe('an event that is recorded while its document expires', () => {
  test.each([
    ['notifications', { createdAt: old }, () => domain.get(NotificationsRepository).forgetBefore(limit, 10)],
    ['chat_messages', { at: old }, () => domain.get(ChatRepository).forgetBefore(limit, 10)],
    ['chat_reads', { at: old }, () => domain.get(ChatRepository).forgetBefore(limit, 10)],
    ['chat_deliveries', { at: old }, () => domain.get(DeliveryMarks).forgetBefore(limit, 10)],
    ['sessions', { endedAt: old }, () => domain.get(SessionsRepository).forgetEndedBefore(limit, 10)],
  ])('keeps the document in %s until it is published', async (name, document, forget) => {
    const documents = store.collection<{ _id: string; outboxDue?: Date }>(name);
    await documents.insertMany(['waits', 'goes'].map((_id) => ({ _id, ...document })));
    const farAhead = new Date(8.64e15);
    beforeNext('delete', name, () =>
      documents.updateOne({ _id: 'waits' }, { $set: { outboxDue: farAhead } }),
    );
    await forget();
    expect((await documents.find().toArray()).map(({ _id }) => _id)).toEqual(['waits']);
  });
});

test('an offer can be created when the running one with its code ends at the same moment', async () => {
  const owner = someone('owner', 'aurora');
  const create = () =>
    domain
      .get(OffersService)
      .create(owner, 'aurora', { code: 'LUNCH', description: '', percent: 10, minimumOrder: 0 });
  const { id } = await create();
  beforeNext('find', 'offers', () =>
    store.collection('offers').updateOne({ code: 'LUNCH' }, { $set: { running: false } }),
  );
  const next = await create();
  expect(next.code).toBe('LUNCH');
  expect(next.id).not.toBe(id);
  await expect(create()).rejects.toMatchObject({ code: 'conflict' });
});
