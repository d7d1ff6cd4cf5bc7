import { Component, computed, inject, input, output } from '@angular/core';
import type { TrackedOrder } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { Language } from '../../core/i18n/language.ts';

/** The customer's answer to one proposed replacement. */
export interface ReplacementAnswer {
  item: string;
  replacement: string;
  answer: 'agree' | 'remove' | 'cancel';
}

/** Items that the restaurant could not make, and replacements that wait for the customer's answer. */
@Component({
  selector: 'pl-order-changes',
  template: `
    @let words = t().orderChanges;
    @for (proposal of asked(); track proposal.id) {
      <section class="asked" aria-live="polite">
        <h2>{{ words.asked }}</h2>
        <p>
          <strong>{{ proposal.question }}</strong>
        </p>
        <p class="numbers">{{ proposal.total }}</p>
        <p class="numbers" aria-live="off">{{ proposal.left }}</p>
        @if (mayAnswer()) {
          <div class="acts">
            <button type="button" class="act primary" (click)="say(proposal, 'agree')">
              {{ words.answers.agree }}
            </button>
            <button type="button" class="act" (click)="say(proposal, 'remove')">
              {{ words.answers.remove }}
            </button>
            <button type="button" class="act" (click)="say(proposal, 'cancel')">
              {{ words.answers.cancel }}
            </button>
          </div>
        } @else {
          <p>{{ words.answer }}</p>
        }
      </section>
    }
    @if (changes().length > 0) {
      <section aria-live="polite">
        <h2>{{ words.title }}</h2>
        <ul>
          @for (change of changes(); track $index) {
            <li class="numbers">{{ change }}</li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s5);
    }
    h2 {
      margin-block-end: var(--s2);
      font-size: var(--text-m);
    }
    li {
      padding-block: var(--s1);
    }
    .asked {
      display: grid;
      gap: var(--s1);
      padding: var(--s4);
      border: 2px solid var(--ink);
      border-radius: var(--radius);
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: var(--s2);
      padding-block: var(--s2);
    }
    .asked p:not(:has(strong)) {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
  `,
})
export class OrderChanges {
  readonly order = input.required<TrackedOrder>();
  /** The customer, on a device that has their session. */
  readonly mayAnswer = input.required<boolean>();
  readonly answered = output<ReplacementAnswer>();
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly changes = computed(() => {
    const { notMade, lowered, replaced } = this.t().orderChanges;
    const count = (quantity: number) => this.#formats.number(quantity);
    return this.order().changes.map(({ name, from, to, replacement }) => {
      if (replacement) return replaced(name, count(replacement.quantity), replacement.name);
      return to === 0 ? notMade(count(from), name) : lowered(count(to), count(from), name);
    });
  });
  protected readonly asked = computed(() => {
    const { instead, total, left } = this.t().orderChanges;
    return this.order().proposals.map(({ item, name, replacement, until, afterwards, totalAmount }) => ({
      id: replacement.id,
      item,
      question: instead(
        name,
        this.#formats.number(replacement.quantity),
        [replacement.name, ...replacement.options].join(', '),
      ),
      total: total(this.#formats.money(totalAmount, this.order().currency)),
      left: left[afterwards](this.#formats.elapsed(new Date(until).getTime() - this.#now())),
    }));
  });

  protected say({ id, item }: { id: string; item: string }, answer: ReplacementAnswer['answer']): void {
    this.answered.emit({ item, replacement: id, answer });
  }
}
