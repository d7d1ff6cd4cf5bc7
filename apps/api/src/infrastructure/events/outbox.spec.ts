import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { startEngine, type RunningEngine } from '@passline/embedded-mongo';
import { type EventEnvelope, Relay } from '@passline/event-log';
import type { Caller } from '../../common/access/caller.ts';
import { AppModule } from '../../app.module.ts';
import { createApp } from '../../bootstrap/application.ts';
import { AuthSessions } from '../../modules/auth/auth-sessions.ts';
import { Authenticator } from '../../modules/auth/authenticator.ts';
import { SignIn } from '../../modules/auth/sign-in.ts';
import { readConfig } from '../../common/config/env.ts';
import { aurora, demoPassword } from '../../modules/console/demo-accounts.ts';
import { MenusService } from '../../modules/menus/menus.service.ts';
import { createLogger } from '../observability/logging.ts';
import { AccountAdministration } from '../../modules/account-administration/account-administration.service.ts';
import { RestaurantOpening } from '../../modules/restaurants/restaurant-opening.ts';
import { DurableConsumers } from './durable-consumers.ts';

let engine: RunningEngine;
let dataDir: string;
const nodes: NestExpressApplication[] = [];
const received: EventEnvelope[] = [];

/** Two nodes on one store, each with a durable consumer of the same name: together they record every event once. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passline-outbox-'));
  engine = await startEngine({ path: dataDir });
  const config = readConfig({
    DATA_DIR: dataDir,
    MONGODB_URI: engine.uri,
    LOG_LEVEL: 'silent',
    DEMO_ORDERS: 'off',
  });
  for (let i = 0; i < 2; i += 1) {
    const node = await createApp(AppModule, config, createLogger(config));
    node.get(DurableConsumers).list.push({
      name: 'recorder',
      handles: () => true,
      consume: async (envelope) => void received.push(envelope),
    });
    nodes.push(node);
    await node.init();
  }
});
afterAll(async () => {
  for (const node of nodes) await node.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function signIn(account: string): Promise<Caller> {
  const email = `${account}@demo.passline.local`;
  const session = await nodes[0]!
    .get(SignIn)
    .signIn({ email, password: demoPassword }, { ip: 'here', requestId: 'this' });
  const authenticator = nodes[0]!.get(Authenticator);
  return authenticator.recheck(await authenticator.claimsOf(session.accessToken));
}

/** What was published from here on, once everything that was written has been relayed. */
async function publishedBy(
  act: () => Promise<unknown>,
): Promise<Pick<EventEnvelope, 'type' | 'actor' | 'data'>[]> {
  const from = received.length;
  await act();
  for (const node of nodes) await node.get(Relay).drain();
  return received.slice(from).map(({ type, actor, data }) => ({ type, actor, data }));
}

test('a change of the opening status is published with its actor, and no change publishes nothing', async () => {
  const kitchen = await signIn('kitchen');
  const restaurants = nodes[0]!.get(RestaurantOpening);
  const wanted = { busyMinutes: 20, message: 'Full house' };
  expect(await publishedBy(() => restaurants.changeStatus(kitchen, aurora, wanted))).toEqual([
    {
      type: 'restaurant.status_changed',
      actor: { id: kitchen.id, role: 'kitchen' },
      data: {
        restaurantId: aurora,
        businessName: 'Trattoria Aurora',
        isOpen: true,
        busyMinutes: 20,
        until: expect.any(Date) as Date,
        message: 'Full house',
        opensAt: null,
        closesAt: null,
        closedBy: null,
      },
    },
  ]);
  expect(
    await publishedBy(() => restaurants.changeStatus(kitchen, aurora, { message: 'Full house' })),
  ).toEqual([]);
});

test('the automatic end of a pause is published once and without an actor, even with several nodes', async () => {
  const kitchen = await signIn('kitchen');
  const until = new Date(Date.now() + 60_000);
  const pause = { isOpen: false, until: until.toISOString() };
  await publishedBy(() => nodes[0]!.get(RestaurantOpening).changeStatus(kitchen, aurora, pause));
  const later = new Date(until.getTime() + 1);
  const endAll = () =>
    Promise.all(
      [...nodes, ...nodes].map((node) => node.get(RestaurantOpening).settleDue('opening.until', later)),
    );
  const published = await publishedBy(endAll);
  expect(published.map(({ type, actor }) => [type, actor])).toEqual([['restaurant.status_changed', null]]);
  expect(published[0]!.data).toMatchObject({ isOpen: true, until: null, message: null });
});

test('a dish that becomes available again is published once and without an actor', async () => {
  const kitchen = await signIn('kitchen');
  const until = new Date(Date.now() + 60_000);
  const [menus] = nodes.map((node) => node.get(MenusService)) as [MenusService];
  const [dish] = (await menus.get(aurora)).categories[0]!.items;
  const sellOut = () =>
    menus.setAvailability(kitchen, aurora, dish!.id, { available: false, until: until.toISOString() });
  const data = { restaurantId: aurora, itemId: dish!.id, name: dish!.name };
  expect(await publishedBy(sellOut)).toMatchObject([
    { type: 'menu.item_availability_changed', data: { ...data, available: false, until } },
  ]);
  const later = new Date(until.getTime() + 1);
  const endAll = () =>
    Promise.all([...nodes, ...nodes].map((node) => node.get(MenusService).bringBack(later)));
  expect(await publishedBy(endAll)).toMatchObject([
    { type: 'menu.item_availability_changed', actor: null, data: { ...data, available: true, until: null } },
  ]);
});

test('disabling an account publishes the change and the end of each of its sessions', async () => {
  const operator = await signIn('operator');
  const courier = await signIn('courier');
  const other = await signIn('courier');
  const people = nodes[0]!.get(AccountAdministration);
  const published = await publishedBy(async () => {
    await people.change(operator, courier.id, { disabled: true });
    await nodes[0]!.get(Relay).drain();
  });
  expect(published.map(({ type }) => type).sort()).toEqual([
    'session.ended',
    'session.ended',
    'user.disabled',
  ]);
  const ended = published.flatMap(({ type, data }) => (type === 'session.ended' ? [data] : []));
  expect(ended).toEqual(
    expect.arrayContaining(
      [courier, other].map(({ id, sessionId }) => ({ sessionId, userId: id, because: 'user_disabled' })),
    ),
  );
});

test('signing out is published', async () => {
  const customer = await signIn('customer');
  expect(await publishedBy(() => nodes[1]!.get(AuthSessions).signOut(customer))).toMatchObject([
    { type: 'session.ended', data: { sessionId: customer.sessionId, because: 'signed_out' } },
  ]);
});
