import { TestBed } from '@angular/core/testing';
import type { Restaurant } from '@passline/contracts';
import { aurora } from '../../../testing/demo-objects.ts';
import { inTwoRestaurants, sakura, worksInAuroraOnly } from '../../../testing/two-restaurants.ts';
import { AutoPauseBanner } from './auto-pause-banner.ts';

const paused: Partial<Restaurant> = { isOpen: false, closedBy: 'unanswered' };
const show = async (...restaurants: Restaurant[]) => {
  const { server } = await inTwoRestaurants({ restaurants });
  const fixture = TestBed.createComponent(AutoPauseBanner);
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  const texts = (selector: string) =>
    [...page.querySelectorAll(selector)].map((it) => it.textContent.replaceAll(/\s+/g, ' ').trim());
  return { server, fixture, page, texts };
};

afterEach(() => localStorage.clear());

it('names the restaurant that was closed, also if another one is chosen, and opens that one', async () => {
  const { server, fixture, page, texts } = await show(aurora, { ...sakura, ...paused });
  expect(texts('p')).toEqual([expect.stringMatching(/^Sakura Kitchen · Closed automatically: /)]);
  expect(texts('button')).toEqual(['Open again Sakura Kitchen']);
  page.querySelector('button')!.click();
  const change = await server.expectOne('changeStatus', { params: { id: 'sakura' } });
  expect(change.body).toEqual({ isOpen: true });
  await change.answer({ ...sakura, version: 4 });
  fixture.detectChanges();
  expect(texts('p')).toEqual([]);
});

it('shows each of several', async () => {
  const { texts } = await show({ ...aurora, ...paused }, { ...sakura, ...paused });
  expect(texts('button')).toEqual(['Open again Trattoria Aurora', 'Open again Sakura Kitchen']);
});

it('names none in an account with one restaurant', async () => {
  const { fixture, texts } = await show({ ...aurora, ...paused }, { ...sakura, ...paused });
  worksInAuroraOnly();
  fixture.detectChanges();
  expect(texts('p')).toEqual([expect.stringMatching(/^Closed automatically: /)]);
  expect(texts('button')).toEqual(['Open again']);
});
