import { Component, computed, inject, signal } from '@angular/core';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../core/i18n/language.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { copyToClipboard } from '../../shared/ui/clipboard.ts';
import { frameFor, isSite, sitesOf } from './embedding-sites.ts';
import { ProfilePart } from './profile-part.ts';

const most = 10;

/** The websites that may show the customers' page, and the lines that an owner copies into one. */
@Component({
  selector: 'pl-embedding',
  imports: [ErrorState, Skeleton],
  templateUrl: './embedding.html',
  styleUrl: './settings-page.css',
})
export class Embedding {
  protected readonly store = inject(RestaurantStore);
  protected readonly t = inject(Language).messages;
  /** One address per line, as typed. */
  readonly #part = new ProfilePart('', ({ embedOrigins }) => embedOrigins.join('\n'));
  protected readonly draft = this.#part.draft;
  readonly dirty = this.#part.dirty;
  protected readonly overtaken = this.#part.overtaken;
  protected readonly saving = this.#part.saving;
  readonly #tried = signal(false);
  readonly #focusFirstError = firstErrorFocus();

  protected readonly wrong = computed(() => {
    if (!this.#tried()) return undefined;
    const sites = sitesOf(this.draft());
    const odd = sites.find((site) => !isSite(site));
    if (odd !== undefined) return this.t().embedding.wrong(odd);
    return sites.length > most ? this.t().embedding.tooMany : undefined;
  });
  protected readonly snippet = computed(() => {
    const restaurant = this.store.confirmed();
    if (!restaurant || restaurant.embedOrigins.length === 0) return undefined;
    const { slug, name } = restaurant;
    return frameFor(`${location.origin}/r/${slug}`, this.t().embedding.snippetTitle(name));
  });
  protected readonly copied = signal<'yes' | 'no' | undefined>(undefined);

  protected async save(): Promise<void> {
    this.#tried.set(true);
    if (this.wrong() !== undefined) {
      this.#focusFirstError();
      return;
    }
    const embedOrigins = sitesOf(this.draft());
    if (await this.#part.save({ embedOrigins }, this.t().embedding.saved)) this.#tried.set(false);
  }

  protected async copy(text: string): Promise<void> {
    this.copied.set((await copyToClipboard(text)) ? 'yes' : 'no');
  }
}
