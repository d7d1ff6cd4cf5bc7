import { TestBed } from '@angular/core/testing';
import { aurora } from '../../../../testing/demo-objects.ts';
import { sakura } from '../../../../testing/two-restaurants.ts';
import { ClosedRestaurants } from './closed-restaurants.ts';

it('lists the closed restaurants, with when they open', () => {
  const fixture = TestBed.createComponent(ClosedRestaurants);
  const page = fixture.nativeElement as HTMLElement;
  fixture.componentRef.setInput('closed', []);
  fixture.detectChanges();
  expect(page.textContent.trim()).toBe('');
  const opensAt = new Date(new Date().setHours(12, 0, 0, 0)).toISOString();
  fixture.componentRef.setInput('closed', [{ ...aurora, opensAt }, sakura]);
  fixture.detectChanges();
  const text = page.textContent.replaceAll(/\s+/g, ' ').trim();
  expect(text).toMatch(/^Closed: Trattoria Aurora until 12:00\S*(.PM)? · Sakura Kitchen$/);
});
