import { Component, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { CarriedOrders } from '../../shared/delivery/carried-orders.ts';
import { Trip } from '../../shared/trip/trip.ts';
import { DeliveryView } from './delivery/delivery-view.ts';
import { Ending } from './delivery/ending.ts';
import { DutySwitch } from './duty/duty-switch.ts';
import { JobList } from './jobs/job-list.ts';

/** One thing at a time: a stop of the courier's trip, or the jobs near by. */
@Component({
  selector: 'pl-work-page',
  imports: [DeliveryView, DutySwitch, Ending, JobList],
  template: `
    @if (trip.shown(); as order) {
      @if (carried.ending(); as ending) {
        <pl-ending class="above" [ending]="ending" />
      }
      <pl-delivery-view [order]="order" />
    } @else {
      <main>
        <h1 class="unseen">{{ t().app }}</h1>
        @if (carried.ending(); as ending) {
          <pl-ending [ending]="ending" />
        }
        <pl-job-list />
      </main>
      <pl-duty-switch />
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      flex: 1;
    }
    .above {
      padding: var(--s2) var(--s4);
    }
    main {
      display: grid;
      align-content: start;
      gap: var(--s4);
      flex: 1;
      padding: var(--s2) var(--s4) var(--s5);
    }
  `,
})
export class WorkPage {
  protected readonly carried = inject(CarriedOrders);
  protected readonly trip = inject(Trip);
  protected readonly t = inject(Language).messages;
}
