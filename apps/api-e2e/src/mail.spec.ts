import { calls } from '@passline/contracts';
import { type MailServer, startMailServer } from '../../../tools/testing/mail-server.ts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { OrderFixture } from './testing/order-fixture.ts';
import {
  aurora,
  dishWithoutOptions,
  moveOrder,
  placeOrder,
  registerCustomer,
  sakura,
} from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';

const publicUrl = 'https://orders.example.com';

let mailServer: MailServer;
let fixture: OrderFixture;
beforeAll(async () => {
  mailServer = await startMailServer();
  const env = {
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Passline <orders@example.com>',
    PUBLIC_URL: publicUrl,
  };
  fixture = await OrderFixture.signIn(await startServer(env));
});
afterAll(async () => {
  await stopAll();
  await mailServer.close();
});
beforeEach(() => {
  mailServer.refuseWith = null;
});

const api = () => fixture.server.api;
const ask = (email: string, language?: 'en' | 'de') =>
  api().ok(calls.forgotPassword, { body: { email, ...(language && { language }) } });
const linkIn = (text: string) => /https:\/\/orders\.example\.com\/password#([\w.-]+)/.exec(text)?.[1] ?? '';
const choose = (link: string, password = 'battery staple') => ({ body: { link, password } });
const addressOf = async (who: Api) => (await who.ok(calls.me)).email!;

test('a forgotten password is replaced by a link that works once, and all sessions end', async () => {
  expect((await api().ok(calls.getConsoleSettings)).mail).toBe(true);
  const cook = await fixture.newUser('kitchen', aurora);
  const email = await addressOf(cook);
  // Both answer 202 without a body.
  await ask('nobody@example.com');
  await ask(email);
  await ask(email);
  const mail = await mailServer.mailTo(email);
  expect(mail.source).toMatch(/^From: Passline <orders@example\.com>$/m);
  expect(mail.source).toMatch(/^Subject: Choose a new password$/m);
  const link = linkIn(mail.text);

  const weak = await api().refused(calls.choosePassword, choose(link, 'password'));
  expect(weak.errors?.map(({ path }) => path)).toEqual(['password']);
  await api().ok(calls.choosePassword, choose(link));
  expect((await cook.refused(calls.me)).code).toBe('session_ended');
  await api().signIn(email, 'battery staple');
  for (const used of [link, `${link}x`, 'x'])
    expect(await api().refused(calls.choosePassword, choose(used))).toMatchObject({
      status: 410,
      code: 'link_ended',
    });
  // The second request came at once: one mail is enough. Nobody else got one.
  expect(mailServer.mails.map(({ to }) => to)).toEqual([[email]]);
  const { items } = await fixture.owner.ok(calls.listRestaurantAudit, { params: { id: aurora } });
  expect(items.some(({ action }) => action === 'user.password_changed')).toBe(true);
});

test('a link ends when the password is changed in another way, and with the account', async () => {
  const cook = await fixture.newUser('kitchen', aurora);
  const email = await addressOf(cook);
  await ask(email, 'de');
  const { text, source } = await mailServer.mailTo(email);
  expect(source).toMatch(/^Subject: =\?UTF-8\?Q\?Neues_Passwort_w=C3=A4hlen\?=$/m);
  await cook.ok(calls.changePassword, {
    body: { currentPassword: 'correct horse', newPassword: 'my own idea 7' },
  });
  expect((await api().refused(calls.choosePassword, choose(linkIn(text)))).code).toBe('link_ended');

  const other = await fixture.newUser('kitchen', aurora);
  const address = await addressOf(other);
  await ask(address);
  const mail = await mailServer.mailTo(address);
  const { id } = await other.ok(calls.me);
  await fixture.owner.ok(calls.changeTeamMember, {
    params: { id: aurora, userId: id },
    body: { disabled: true },
  });
  expect((await api().refused(calls.choosePassword, choose(linkIn(mail.text)))).code).toBe('link_ended');
});

test('a new member of the team is invited to choose a password', async () => {
  const email = 'nora@example.com';
  const member = await fixture.owner.ok(calls.addToTeam, {
    params: { id: aurora },
    body: { email, name: 'Nora', role: 'kitchen', language: 'de' },
  });
  expect(member.passwordGiven).toBe(true);
  const { text } = await mailServer.mailTo(email);
  expect(text).toContain('Trattoria Aurora hat ein Konto für Sie angelegt.');
  await api().ok(calls.choosePassword, choose(linkIn(text)));
  const nora = await api().signIn(email, 'battery staple');
  expect(await nora.ok(calls.me)).toMatchObject({ role: 'kitchen', passwordGiven: false });
});

test('an invitation to another team is mailed to who has an account, and to nobody else', async () => {
  const cook = await fixture.newUser('kitchen', aurora);
  const email = await addressOf(cook);
  const invite = (address: string) =>
    fixture.otherOwner.ok(calls.inviteToTeam, {
      params: { id: sakura },
      body: { email: address, role: 'manager' },
    });
  await invite('stranger@example.com');
  await invite(email);
  const { text } = await mailServer.mailTo(email);
  expect(text).toContain('Haruka Mori invites you to the team of Sakura Kitchen.');
  expect(text).toContain(`${publicUrl}/`);
  expect(mailServer.mails.flatMap(({ to }) => to)).not.toContain('stranger@example.com');
});

test('a customer gets one receipt for an order, also when it is recalled and delivered again', async () => {
  const email = 'rita@example.com';
  const customer = await registerCustomer(api(), email);
  const dish = await dishWithoutOptions(customer);
  const pickedUp = async () => {
    const order = await placeOrder(customer, dish, { fulfilment: 'pickup', deliveryAddress: undefined });
    await moveOrder(fixture.owner, order.id, 'confirmed', 'preparing', 'ready', 'delivered');
    return order;
  };
  const first = await pickedUp();
  const { text } = await mailServer.mailTo(email);
  expect(text).toContain(`Order ${first.number}, `);
  expect(text).toContain(`3 × ${dish.name}: €${((dish.price * 3) / 100).toFixed(2)}`);
  expect(text).toContain(`Total: €${(first.totalAmount / 100).toFixed(2)}`);
  expect(text).toContain('Paid in cash');

  const body = { code: 'item_missing' } as const;
  await fixture.owner.ok(calls.recallOrder, { params: { id: first.id }, body });
  await moveOrder(fixture.owner, first.id, 'delivered');
  const rate = { id: 'food', name: 'Food', rate: 700 };
  const vat = {
    enabled: true,
    rates: [rate],
    defaults: { pickup: 'food', delivery: 'food' },
    deliveryFee: null,
  };
  await fixture.owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { vat } });
  expect(text).not.toContain('VAT');
  const second = await pickedUp();
  const receipt = (await mailServer.mailTo(email, 1)).text;
  expect(receipt).toContain(`Order ${second.number}, `);
  const money = (amount: number) => `€${(amount / 100).toFixed(2)}`;
  expect(receipt).toContain(`Food 7% of ${money(second.totalAmount)}: ${money(second.vat![0]!.vat)}`);
});

test('a mail survives a mail server that refuses and is down, and a kill of this server; it arrives once', async () => {
  const email = await addressOf(await fixture.newUser('kitchen', aurora));
  mailServer.refuseWith = 451;
  const before = mailServer.offered;
  await ask(email);
  await eventually(
    () => Promise.resolve(mailServer.offered),
    (count) => count > before,
  );
  const port = Number(new URL(mailServer.url).port);
  await mailServer.close();
  await fixture.server.stop('SIGKILL');
  const again = await fixture.server.startAgain();
  mailServer = await startMailServer(port);
  const { text } = await mailServer.mailTo(email);
  await again.api.ok(calls.choosePassword, choose(linkIn(text)));
  expect(mailServer.mails).toHaveLength(1);

  // Refused for good: it is dropped, and the log says so.
  mailServer.refuseWith = 550;
  await again.api.ok(calls.forgotPassword, { body: { email: 'owner@demo.passline.local' } });
  await eventually(
    () => Promise.resolve(again.output()),
    (log) => log.includes('mail dropped'),
  );
});
