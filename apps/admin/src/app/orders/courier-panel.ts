import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import type { Courier, Order, Page } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { api } from '../auth/session.ts';
import { Language } from '../text/language.ts';
import { Failure } from '../ui/failure.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { OrderActs } from './order-acts.ts';

@Component({
  selector: 'pl-courier-panel',
  imports: [Failure, Skeleton],
  template: `
    <section class="panel">
      <h2 id="panel-title">{{ t().orders.couriers.title(order.number) }}</h2>
      @if (failure(); as error) {
        <pl-failure [error]="error" (again)="load()" />
      } @else if (couriers(); as list) {
        <ul>
          @for (courier of list; track courier.id) {
            <li>
              <button type="button" class="act" (click)="give(courier)">
                <strong>{{ courier.name }}</strong>
                <span>{{ t().orders.couriers.states[courier.status] }}</span>
              </button>
            </li>
          } @empty {
            <li>{{ t().orders.couriers.none }}</li>
          }
        </ul>
      } @else {
        <pl-skeleton [rows]="2" />
      }
      <button type="button" class="act plain" (click)="dialog.close()">{{ t().status.close }}</button>
    </section>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--s2);
    }
    li .act {
      justify-content: space-between;
      inline-size: 100%;
    }
    span {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
  `,
})
export class CourierPanel {
  readonly #http = inject(HttpClient);
  readonly #acts = inject(OrderActs);
  protected readonly order = inject<Order>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly failure = signal<unknown>(undefined);
  readonly #found = signal<readonly Courier[] | undefined>(undefined);
  /** Who is free first; who cannot take it at all is not offered. */
  protected readonly couriers = computed(() =>
    this.#found()
      ?.filter(({ status }) => status !== 'offline')
      .sort((a, b) => a.status.localeCompare(b.status)),
  );

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.failure.set(undefined);
    try {
      const page = await firstValueFrom(
        this.#http.get<Page<Courier>>(`${api}/couriers`, { params: { limit: 100 } }),
      );
      this.#found.set(page.items);
    } catch (error) {
      this.failure.set(error);
    }
  }

  protected give(courier: Courier): void {
    this.dialog.close();
    void this.#acts.assign(this.order, courier.id);
  }
}
