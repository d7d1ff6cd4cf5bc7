import {
  Component,
  type ElementRef,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { MenuItem, MenuOption } from '@passline/contracts';
import { allergenText } from '@passline/web/i18n/allergen-text.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../core/i18n/language.ts';
import { DishPicture } from './dish-picture.ts';
import { type NewLine, priceOf, unfinished, usualChoices, withChoice } from '../../shared/basket/basket.ts';
import { QuantityStepper } from '../../shared/basket/quantity-stepper.ts';

/** Choices, note and quantity of a dish before it goes into the basket. */
@Component({
  selector: 'pl-dish-dialog',
  imports: [DishPicture, Icon, QuantityStepper],
  templateUrl: './dish-dialog.html',
  styleUrl: './dish-dialog.css',
})
export class DishDialog {
  readonly item = input.required<MenuItem>();
  readonly currency = input.required<string>();
  readonly added = output<NewLine>();
  readonly closed = output();

  readonly #language = inject(Language);
  protected readonly formats = inject(Formats);
  protected readonly t = this.#language.messages;
  protected readonly allergens = computed(() => allergenText(this.item().allergens, this.#language.code()));
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly chosen = linkedSignal((): readonly string[] => usualChoices(this.item()));
  protected readonly note = signal('');
  protected readonly quantity = signal(1);
  protected readonly tried = signal(false);
  protected readonly missing = computed(() => unfinished(this.item(), this.chosen()));
  protected readonly amount = computed(() => priceOf(this.item(), this.chosen()) * this.quantity());

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected rule({ min, max }: MenuOption): string {
    const { options } = this.t().dish;
    const count = (value: number) => this.formats.number(value);
    if (min === max) return options.exactly(min, count(min));
    if (min > 0) return options.between(count(min), count(max));
    return max === 1 ? options.optional : options.upTo(count(max));
  }

  protected choose(option: MenuOption, choice: string): void {
    this.chosen.update((ids) => withChoice(option, ids, choice));
  }

  protected isWrong(option: MenuOption): boolean {
    return this.tried() && this.missing().includes(option);
  }

  protected add(): void {
    const [first] = this.missing();
    if (first) {
      this.tried.set(true);
      this.dialog()
        .nativeElement.querySelector<HTMLElement>(`[data-option="${CSS.escape(first.id)}"] input`)
        ?.focus();
      return;
    }
    this.added.emit({
      menuItemId: this.item().id,
      options: this.chosen(),
      note: this.note().trim(),
      quantity: this.quantity(),
    });
  }
}
