import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { ChoiceGroup } from '../forms/choice-group.ts';
import { OrderActions } from './order-actions.ts';

/** An act that the customer gets a reason for. */
export interface Reasoned {
  order: Order;
  act: 'cancelling' | 'recalling';
}

/** Cancels or recalls an order, with a reason from a list. */
@Component({
  selector: 'pl-reason-panel',
  imports: [ChoiceGroup],
  template: `
    <form class="panel" (submit)="$event.preventDefault(); submit()">
      <h2 id="panel-title">{{ words().title(asked.order.number) }}</h2>
      <pl-choice-group [legend]="words().hint" [choices]="reasons()" [(value)]="reason" />
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ words().keep }}</button>
        <button type="submit" class="act primary" [disabled]="!reason()">{{ words().act }}</button>
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
export class ReasonPanel {
  readonly #acts = inject(OrderActions);
  readonly #t = inject(Language).messages;
  protected readonly asked = inject<Reasoned>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly reason = signal<string | undefined>(undefined);
  protected readonly words = computed(() => this.#t().orders[this.asked.act]);
  protected readonly reasons = computed(() => this.words().reasons.map((value) => ({ value, label: value })));

  protected submit(): void {
    const reason = this.reason();
    const { order, act } = this.asked;
    if (!reason) return;
    this.dialog.close();
    void (act === 'cancelling' ? this.#acts.cancel(order, reason) : this.#acts.recall(order, reason));
  }
}
