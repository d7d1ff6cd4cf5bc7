import { TestBed } from '@angular/core/testing';
import type { Announcement } from '@passline/contracts';
import type { RealtimeClient } from '@passline/realtime-client';
import { Subject } from 'rxjs';
import type { ApiCalls } from '../api/api-calls.ts';
import { Announcements } from './announcements.ts';

const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const ice: Announcement = {
  id: 'a1',
  text: 'Black ice: ride slowly',
  role: 'courier',
  restaurantId: null,
  createdAt: new Date().toISOString(),
  until: inAnHour,
  endedAt: null,
};
const storm: Announcement = { ...ice, id: 'a2', text: 'Storm from 18:00' };

/** A page whose requests for announcements the test answers, and whose events it sends. */
async function openPage() {
  const answers: Subject<{ items: Announcement[] }>[] = [];
  const updates = new Subject<{ payload: Announcement }>();
  const resyncs = new Subject<void>();
  const api = {
    call: () => {
      const answer = new Subject<{ items: Announcement[] }>();
      answers.push(answer);
      return answer;
    },
  } as unknown as ApiCalls;
  const client = {
    events: () => updates,
    resync$: resyncs,
  } as unknown as RealtimeClient;
  const fixture = TestBed.createComponent(Announcements);
  fixture.componentRef.setInput('api', api);
  fixture.componentRef.setInput('client', client);
  fixture.detectChanges();
  await new Promise((done) => setTimeout(done));
  return {
    update: (payload: Announcement) => updates.next({ payload }),
    resync: () => resyncs.next(),
    answer: (...items: Announcement[]) => {
      answers.at(-1)?.next({ items });
      answers.at(-1)?.complete();
    },
    fail: () => answers.at(-1)?.error(new Error('away')),
    shown: async () => {
      await fixture.whenStable();
      const page = fixture.nativeElement as HTMLElement;
      return [...page.querySelectorAll('p')].map(({ textContent }) => textContent);
    },
  };
}

it('keeps an update that arrives before an older answer', async () => {
  const page = await openPage();
  page.update(ice);
  expect(await page.shown()).toEqual([ice.text]);
  page.answer(storm);
  expect(await page.shown()).toEqual([ice.text, storm.text]);
  page.resync();
  page.update({ ...storm, endedAt: new Date().toISOString() });
  page.answer(ice, storm);
  expect(await page.shown()).toEqual([ice.text]);
});

it('believes the next answer: an end may have been missed', async () => {
  const page = await openPage();
  page.answer(ice);
  page.update(storm);
  page.resync();
  page.answer();
  expect(await page.shown()).toEqual([]);
});

it('shows what it has, and hears updates, when a request fails', async () => {
  const page = await openPage();
  page.answer(ice);
  page.resync();
  page.fail();
  page.update(storm);
  expect(await page.shown()).toEqual([storm.text, ice.text]);
});
