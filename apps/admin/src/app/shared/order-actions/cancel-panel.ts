import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { ChoiceGroup } from '../forms/choice-group.ts';
import { OrderActions } from './order-actions.ts';

@Component({
  selector: 'pl-cancel-panel',
  imports: [ChoiceGroup],
  template: `
    <form class="panel" (submit)="$event.preventDefault(); cancel()">
      <h2 id="panel-title">{{ t().orders.cancelling.title(order.number) }}</h2>
      <pl-choice-group [legend]="t().orders.cancelling.hint" [choices]="reasons()" [(value)]="reason" />
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().orders.cancelling.keep }}</button>
        <button type="submit" class="act primary" [disabled]="!reason()">
          {{ t().orders.cancelling.act }}
        </button>
      </div>
    </form>
  `,
  styles: `
    .acts {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: var(--s2);
    }
  `,
})
export class CancelPanel {
  protected readonly order = inject<Order>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  readonly #acts = inject(OrderActions);
  protected readonly t = inject(Language).messages;
  protected readonly reason = signal<string | undefined>(undefined);
  protected readonly reasons = computed(() =>
    this.t().orders.cancelling.reasons.map((value) => ({ value, label: value })),
  );

  protected cancel(): void {
    const reason = this.reason();
    if (!reason) return;
    this.dialog.close();
    void this.#acts.cancel(this.order, reason);
  }
}
