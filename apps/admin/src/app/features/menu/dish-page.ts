import { Component, DestroyRef, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormField, submit } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import type { Allergen, DishVat, MenuItem } from '@passline/contracts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { allergenText } from '@passline/web/i18n/allergen-text.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { Prices } from '../../core/i18n/prices.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { askBeforeLeaving } from '../../shared/editing/ask-before-leaving.ts';
import { EditSession } from '../../shared/editing/edit-session.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { TextField } from '../../shared/forms/text-field.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { dishForm } from './dish-form-rules.ts';
import { differing, draftOf, emptyDraft, emptyOption, dishRequestOf } from './dish-draft.ts';
import { storeDraft, takeStoredDraft } from './draft-storage.ts';
import { MenuStore } from '../../shared/menu/menu-store.ts';
import { AllergenField } from './allergen-field.ts';
import { DishPicture } from './dish-picture.ts';
import { OptionEditor } from './option-editor.ts';
import { VatField } from './vat-field.ts';
import { vatConsoleTexts } from '../../shared/vat/vat-console-texts.ts';

const mostOptions = 10;

/**
 * Edits a dish. It shows changes made by others in the meantime, asks before discarding unsaved changes, and
 * stores a draft it could not ask about.
 */
@Component({
  selector: 'pl-dish-page',
  imports: [
    AllergenField,
    DishPicture,
    EmptyState,
    TextField,
    ErrorState,
    FormField,
    Icon,
    OptionEditor,
    RouterLink,
    Skeleton,
    VatField,
  ],
  templateUrl: './dish-page.html',
  styleUrl: './dish-page.css',
  host: { class: 'page' },
})
export class DishPage {
  /** Undefined for a new one. */
  readonly itemId = input<string>();
  readonly category = input<string>();

  readonly #router = inject(Router);
  readonly #confirm = inject(Confirm);
  readonly #notices = inject(Notices);
  readonly #prices = inject(Prices);
  readonly #author = [inject(AuthSession).user()?.id, inject(OwnRestaurant).id].join('/');
  readonly #focusFirstError = firstErrorFocus();
  readonly #formats = inject(Formats);
  protected readonly store = inject(MenuStore);
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  protected readonly mostOptions = mostOptions;

  readonly #given = computed(() => this.store.dish(this.itemId() ?? ''));
  readonly #edit = new EditSession(this.#given, emptyDraft(''), {
    draftOf: (dish: MenuItem) => draftOf(dish, this.currency(), this.#prices),
    differing,
    // Saving replaces their version.
    rebased: (mine) => mine,
  });
  readonly #begun = signal(false);
  #done = false;

  protected readonly saving = signal(false);
  protected readonly currency = computed(() => this.store.menu()?.currency ?? 'EUR');
  protected readonly form = dishForm(this.#edit.draft, this.currency, this.t);
  protected readonly categories = computed(() => this.store.menu()?.categories.map(({ name }) => name) ?? []);
  protected readonly theirs = this.#edit.theirs;
  protected readonly begun = this.#begun.asReadonly();
  protected readonly title = computed(() => this.#edit.base()?.name ?? this.t().menu.dish.new);
  protected readonly dirty = this.#edit.dirty;
  protected readonly gone = computed(
    () => this.#edit.base() !== undefined && this.store.menu() !== undefined && !this.theirs(),
  );
  /** What others have changed since editing began, as sentences. */
  protected readonly overtaken = computed(() => {
    const theirs = this.theirs();
    if (!theirs) return [];
    const { parts } = this.t().menu.dish.overtaken;
    return this.#edit.overtaken().map((part) => {
      switch (part) {
        case 'price':
          return parts.price(this.#formats.money(theirs.price, this.currency()));
        case 'allergens':
          return parts.allergens(allergenText(theirs.allergens, this.#language.code()));
        case 'vat':
          return vatConsoleTexts[this.#language.code()].dish.changed;
        case 'options':
          return parts.options();
        default:
          return parts[part](theirs[part]);
      }
    });
  });

  /** Called by the router. */
  readonly mayLeave = askBeforeLeaving(
    () => this.dirty() && !this.#done,
    () => (this.#done = true),
  );

  constructor() {
    void this.store.load();
    effect(() => {
      const theirs = this.theirs();
      const menu = this.store.menu();
      untracked(() => {
        if (this.#begun()) this.#edit.follow();
        else if (this.itemId() === undefined ? menu : theirs) this.#begin(theirs);
      });
    });
    // Also after a sign-out, when the user was not asked.
    inject(DestroyRef).onDestroy(() => {
      if (this.dirty() && !this.#done) storeDraft(this.#of(), this.#edit.draft());
    });
  }

  protected readonly allergens = computed(() => this.#edit.draft().allergens);

  protected setAllergens(allergens: Allergen[] | null): void {
    this.#edit.draft.update((draft) => ({ ...draft, allergens }));
  }

  protected readonly vat = computed(() => this.#edit.draft().vat);

  protected setVat(vat: DishVat | undefined): void {
    this.#edit.draft.update((draft) => ({ ...draft, vat }));
  }

  protected addOption(): void {
    this.#edit.draft.update((draft) => ({ ...draft, options: [...draft.options, emptyOption()] }));
  }

  protected removeOption(at: number): void {
    this.#edit.draft.update((draft) => ({ ...draft, options: draft.options.toSpliced(at, 1) }));
  }

  protected takeTheirs(): void {
    this.#edit.loadTheirs();
  }

  protected keepMine(): void {
    this.#edit.keepMine();
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    await submit(this.form, {
      action: async () => {
        this.saving.set(true);
        try {
          await this.#send();
        } finally {
          this.saving.set(false);
        }
        return undefined;
      },
    });
    this.#focusFirstError();
  }

  protected async remove(dish: MenuItem): Promise<void> {
    const { removing } = this.t().menu;
    const question = { title: removing.dish(dish.name), text: removing.dishText };
    if (!(await this.#confirm.ask({ ...question, act: removing.act, keep: removing.keep }))) return;
    try {
      await this.store.remove([dish.id]);
      await this.#leave(removing.done(dish.name));
    } catch (error) {
      this.#trouble(`${removing.failed(dish.name)} ${errorMessage(error, this.t())}`);
    }
  }

  async #send(): Promise<void> {
    const { menu } = this.t();
    const wanted = dishRequestOf(this.#edit.draft(), this.currency());
    const base = this.#edit.base();
    try {
      if (base && !this.gone()) {
        await this.store.change(base.id, { ...wanted, expectedVersion: base.version });
        await this.#leave(menu.dish.saved(wanted.name));
      } else {
        await this.store.add(wanted);
        await this.#leave(menu.dish.created(wanted.name));
      }
    } catch (error) {
      // Changed or removed by someone else: the page shows that and asks.
      if (['version_conflict', 'not_found'].includes(problemOf(error)?.code ?? '')) await this.store.load();
      else this.#trouble(errorMessage(error, this.t()));
    }
  }

  #begin(dish: MenuItem | undefined): void {
    if (dish) this.#edit.begin(dish);
    else this.#edit.beginWith(emptyDraft(this.category() ?? ''));
    const stored = takeStoredDraft(this.#of());
    if (stored) this.#edit.draft.set(stored);
    this.#begun.set(true);
  }

  async #leave(words: string): Promise<void> {
    this.#done = true;
    this.#notices.show({ tone: 'calm', text: words });
    await this.#router.navigate(['/menu']);
  }

  #trouble(text: string): void {
    this.#notices.show({ tone: 'trouble', text });
  }

  #of(): string {
    return `${this.#author}/${this.itemId() ?? 'new'}`;
  }
}
