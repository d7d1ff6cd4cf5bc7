import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { CancelReason, Order, RecallReason } from '@passline/contracts';
import { cancelReasonCodes, recallReasonCodes } from '@passline/contracts/browser';
import { Language } from '../../core/i18n/language.ts';
import { ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { OrderActions } from './order-actions.ts';

/** An act that the customer gets a reason for. */
export interface Reasoned {
  order: Order;
  act: 'cancelling' | 'recalling';
}

const codes: Record<Reasoned['act'], readonly (CancelReason | RecallReason)[]> = {
  cancelling: cancelReasonCodes,
  recalling: recallReasonCodes,
};

/** Cancels or recalls an order, with a reason from a list or of one's own. */
@Component({
  selector: 'pl-reason-panel',
  imports: [ChoiceGroup],
  template: `
    <form class="panel" (submit)="$event.preventDefault(); submit()">
      <h2 id="panel-title">{{ words().title(asked.order.number) }}</h2>
      <pl-choice-group [legend]="words().hint" [choices]="reasons()" [(value)]="code" />
      @if (code() === 'other') {
        <label class="field">
          {{ t().orders.reasonText }}
          <input #free class="entry" maxlength="300" [value]="text()" (input)="text.set(free.value)" />
        </label>
      }
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ words().keep }}</button>
        <button type="submit" class="act primary" [attr.aria-disabled]="!complete()">
          {{ words().act }}
        </button>
      </div>
    </form>
  `,
  styles: `
    .field {
      display: grid;
      gap: var(--s1);
      font-size: var(--text-s);
      font-weight: 560;
    }
    .acts {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: var(--s2);
    }
  `,
})
export class ReasonPanel {
  readonly #acts = inject(OrderActions);
  protected readonly t = inject(Language).messages;
  protected readonly asked = inject<Reasoned>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly code = signal<CancelReason | RecallReason | undefined>(undefined);
  protected readonly text = signal('');
  protected readonly words = computed(() => this.t().orders[this.asked.act]);
  protected readonly reasons = computed(() => {
    const {
      reasons,
      orders: { otherReason },
    } = this.t();
    return codes[this.asked.act].map((value) => ({
      value,
      label: value === 'other' ? otherReason : reasons[value],
    }));
  });
  /** Chosen, and not an empty text. */
  protected readonly complete = computed(() => {
    const code = this.code();
    return code !== undefined && (code !== 'other' || this.text().trim() !== '');
  });

  protected submit(): void {
    const code = this.code();
    const { order, act } = this.asked;
    if (!code || !this.complete()) return;
    this.dialog.close();
    const free = code === 'other' && { reason: this.text().trim() };
    // The list of the act has only codes that this act takes.
    void (act === 'cancelling'
      ? this.#acts.cancel(order, { code: code as CancelReason, ...free })
      : this.#acts.recall(order, { code: code as RecallReason, ...free }));
  }
}
