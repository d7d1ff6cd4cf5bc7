import { TestBed } from '@angular/core/testing';
import type { Opening } from '@passline/contracts';
import { aurora } from '../../../testing/demo-objects.ts';
import type { OpeningChange } from '../../shared/restaurant/opening-status.ts';
import { StatusPanel } from './status-panel.ts';

const show = (opening: Partial<Opening> = {}) => {
  const fixture = TestBed.createComponent(StatusPanel);
  fixture.componentRef.setInput('opening', { ...aurora, ...opening });
  fixture.detectChanges();
  const changes: OpeningChange[] = [];
  fixture.componentInstance.changed.subscribe((change) => changes.push(change));
  const page = fixture.nativeElement as HTMLElement;
  const press = (words: string) => {
    const label = [...page.querySelectorAll('label')].find((it) => it.textContent.trim() === words);
    label!.querySelector('input')!.click();
    fixture.detectChanges();
  };
  const act = () => page.querySelector<HTMLButtonElement>('button[type=submit]')!;
  return { fixture, press, act, changes };
};

it('says what its button will do, and does that', () => {
  const { press, act, changes } = show();
  press('Busy');
  press('+30');
  press('2 h');
  expect(act().textContent).toMatch(/^Busy: \+30 min until \S/);
  act().click();
  expect(changes).toEqual([{ isOpen: true, busyMinutes: 30, until: expect.any(String), message: null }]);
  const ahead = new Date(changes[0]!.until!).getTime() - Date.now();
  expect(Math.round(ahead / 60_000 / 10)).toBe(12);
});

it('leaves the end of the day to the server, which knows the restaurant’s clock', () => {
  const { press, act, changes } = show();
  press('Closed');
  expect(act().textContent).toBe('Close for the rest of the day');
  act().click();
  expect(changes).toEqual([{ isOpen: false, busyMinutes: 0, until: null, message: null }]);
});

it('never lets a busy time go without an end', () => {
  const { press, act, changes } = show({ isOpen: false });
  press('Busy');
  act().click();
  expect(changes).toEqual([
    expect.objectContaining({ isOpen: true, busyMinutes: 20, until: expect.any(String) }),
  ]);
});

it('opens by taking every pause away', () => {
  const { press, act, changes } = show({ isOpen: false, until: '2099-01-01T12:00:00.000Z', message: 'Oven' });
  press('Open');
  act().click();
  expect(changes).toEqual([{ isOpen: true, busyMinutes: 0, until: null, message: null }]);
});

it('offers the minutes that are set now even when they are not among the usual ones', () => {
  const { press, act } = show({ busyMinutes: 25, until: '2099-01-01T12:00:00.000Z' });
  press('+25');
  expect(act().textContent).toContain('+25 min');
});

it('keeps the current choice while other fields of the restaurant change', () => {
  const { fixture, press, act } = show();
  press('Closed');
  fixture.componentRef.setInput('opening', { ...aurora, version: 9, deliveryFee: 350 });
  fixture.detectChanges();
  expect(act().textContent).toBe('Close for the rest of the day');
});

it('opens for a time outside the opening hours, because they close it again', () => {
  const { press, act, changes } = show({
    isOpen: false,
    closedBy: 'hours',
    opensAt: '2099-01-01T12:00:00.000Z',
    until: '2099-01-01T12:00:00.000Z',
  });
  expect(act().textContent).toBe('Close for the rest of the day');
  press('Open');
  press('2 h');
  expect(act().textContent).toMatch(/^Open until \S/);
  act().click();
  expect(changes).toEqual([{ isOpen: true, busyMinutes: 0, until: expect.any(String), message: null }]);
});
