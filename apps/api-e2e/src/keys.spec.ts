import { jest } from '@jest/globals';
import { calls } from '@passline/contracts';
import { createRealtimeClient, type RealtimeClient } from '@passline/realtime-client';
import { io } from 'socket.io-client';
import { eventually } from './testing/eventually.ts';
import { moveOrder, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { Connection } from './testing/sockets.ts';

// Several processes start and stop in each test, which takes long on a busy machine.
jest.setTimeout(120_000);

let live: RealtimeClient | undefined;
afterAll(async () => {
  live?.stop();
  await stopAll();
});

const first = 'the first secret of more than thirty-two characters';
const second = 'the second secret of more than thirty-two characters';

test('sessions survive a change of the signing secret while the old one is listed, and end afterwards', async () => {
  const dataDir = temporaryDirectory();
  const before = await startServer({ JWT_SECRET: first }, dataDir);
  const { port } = new URL(before.url);
  const [customer, owner] = await before.api.signInAll('customer', 'owner');
  const { id } = await placeOrder(customer, await dishWithoutOptions(before.api), { fulfilment: 'pickup' });
  const { token: link } = await customer.ok(calls.createTrackingLink, { params: { id } });

  const received: string[] = [];
  const client = (live = createRealtimeClient({
    connect: { url: before.url, io },
    token: () => customer.session.accessToken,
  }));
  client.events('order:status:update').subscribe(({ payload }) => received.push(payload.status));
  const states: string[] = [];
  const reaches = (count: number) =>
    new Promise<void>((resolve) => {
      const watching = client.status$.subscribe(({ state }) => {
        if (states.at(-1) !== state) states.push(state);
        if (states.filter((one) => one === 'connected').length < count) return;
        queueMicrotask(() => watching.unsubscribe());
        resolve();
      });
    });
  client.start();
  await reaches(1);
  const backAgain = reaches(2);
  await before.stop();

  const during = await startServer({ JWT_SECRET: second, JWT_PREVIOUS_SECRETS: first, PORT: port }, dataDir);
  await backAgain;
  await moveOrder(during.api.as(owner.token), id, 'confirmed');
  expect((await during.api.ok(calls.track, { params: { token: link } })).id).toBe(id);
  const renewed = await during.api.ok(calls.refresh, {
    body: { refreshToken: customer.session.refreshToken },
  });
  await eventually(
    async () => received,
    (so) => so.includes('confirmed'),
  );
  await during.stop();

  const after = await startServer({ JWT_SECRET: second, PORT: port }, dataDir);
  await after.api.as(renewed.accessToken).ok(calls.me);
  await after.api.ok(calls.refresh, { body: { refreshToken: renewed.refreshToken } });
  expect(await after.api.as(owner.token).refused(calls.me)).toMatchObject({ code: 'token_invalid' });
  expect(
    await after.api.refused(calls.refresh, { body: { refreshToken: owner.session.refreshToken } }),
  ).toMatchObject({ code: 'token_invalid' });
  expect((await Connection.refused(after.url, { token: owner.token })).data.code).toBe('token_invalid');
  expect((await after.api.refused(calls.track, { params: { token: link } })).status).toBe(404);
});
