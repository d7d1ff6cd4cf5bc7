import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { sakura, worksInAuroraOnly, worksInBoth } from '../../../testing/two-restaurants.ts';
import { PrintJobs } from '../../shared/printing/print-jobs.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { PrinterBanner } from './printer-banner.ts';

const trouble = {
  printerId: 'kitchen',
  printerName: 'Kitchen',
  problem: 'paper_out',
  since: '2030-01-01T12:00:00Z',
  jobs: [{ id: 'a' }],
};

afterEach(() => localStorage.clear());

it.each([
  ['several restaurants', worksInBoth, /^Sakura Kitchen · .*Kitchen/],
  ['one restaurant', worksInAuroraOnly, /^(?!Sakura).*Kitchen/],
])('in an account with %s', (_, works, expected) => {
  works();
  TestBed.configureTestingModule({
    providers: [
      { provide: RestaurantStore, useValue: { restaurant: signal(sakura) } },
      { provide: PrintJobs, useValue: { troubles: signal([trouble]) } },
    ],
  });
  const fixture = TestBed.createComponent(PrinterBanner);
  fixture.detectChanges();
  const text = (fixture.nativeElement as HTMLElement).querySelector('p')!.textContent;
  expect(text.replaceAll(/\s+/g, ' ').trim()).toMatch(expected);
});
