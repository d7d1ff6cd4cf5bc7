import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { session } from '../../../testing/demo-objects.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from '../auth/console-session.ts';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { Api } from './api.ts';

let server: TestServer;

beforeEach(() => {
  consoleSession.write(storedSessionOf(session()));
  server = new TestServer();
});
afterEach(async () => {
  await server.verify();
  localStorage.clear();
});

it('sends a request for each subscription, and none before', async () => {
  const unread = TestBed.inject(Api).call('listUnread');
  await server.expectNone('listUnread');
  for (const items of [[], [{ orderId: 'o1', unreadCount: 1 }]]) {
    const answer = firstValueFrom(unread);
    await server.answer('listUnread', {}, { items });
    expect(await answer).toEqual({ items });
  }
});

it('cancels the request of a subscription that ends', async () => {
  const reading = TestBed.inject(Api).call('listUnread').subscribe();
  const request = await server.expectOne('listUnread');
  expect(request.cancelled).toBe(false);
  reading.unsubscribe();
  expect(request.cancelled).toBe(true);
});

it('keeps the app from being stable until the answer', async () => {
  let isStable = false;
  const reading = firstValueFrom(TestBed.inject(Api).call('listUnread'));
  const stable = TestBed.inject(ApplicationRef)
    .whenStable()
    .then(() => (isStable = true));
  const request = await server.expectOne('listUnread');
  expect(isStable).toBe(false);
  await request.answer({ items: [] });
  await reading;
  await stable;
});

it('sends no token for a visitor, even beside a session', async () => {
  const reading = firstValueFrom(TestBed.inject(AnonymousApi).call('getConsoleSettings'));
  const request = await server.expectOne('getConsoleSettings');
  expect(request.headers.has('authorization')).toBe(false);
  await request.answer({ map: null });
  await reading;
});
