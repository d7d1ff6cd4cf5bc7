import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../core/i18n/language.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { StorageNotice } from '../../shared/basket/storage-notice.ts';
import { StorefrontStore } from '../../shared/storefront/storefront-store.ts';
import { AccountTexts } from './account-texts.ts';
import { EntryForm } from './entry-form.ts';
import { OrderHistory } from './order-history.ts';
import { OwnData } from './own-data.ts';

/** The customer's orders and account. Without either it is the place to sign in. */
@Component({
  selector: 'pl-account-page',
  imports: [EntryForm, Icon, OrderHistory, OwnData, RouterLink, StorageNotice],
  template: `
    <header>
      <a class="act plain back" [routerLink]="['/r', slug()]">
        <pl-icon name="back" /> {{ store.storefront()?.restaurant?.name ?? shared().basket.empty.act }}
      </a>
      <h1>{{ t().heading }}</h1>
    </header>
    <pl-storage-notice [slug]="slug()" />
    <main>
      @if (isErased()) {
        <p class="done" role="status">{{ t().data.erasing.done }}</p>
      }
      @if (user(); as user) {
        <pl-order-history />
        @if (user.guest) {
          <pl-entry-form first="claim" (entered)="goOn()" />
        }
        <pl-own-data (erased)="isErased.set(true)" />
      } @else {
        <pl-entry-form first="signIn" (entered)="goOn()" />
      }
    </main>
  `,
  styleUrl: './account-page.css',
})
export class AccountPage {
  readonly slug = input.required<string>();
  /** Where the customer came from to sign in, and goes on. */
  readonly next = input<string>();

  readonly #title = inject(Title);
  readonly #router = inject(Router);
  protected readonly store = inject(StorefrontStore);
  protected readonly user = inject(CustomerSession).user;
  protected readonly shared = inject(Language).messages;
  protected readonly t = inject(AccountTexts).messages;
  protected readonly isErased = signal(false);

  constructor() {
    effect(() => this.store.show(this.slug()));
    const title = computed(() => this.t().heading);
    effect(() => this.#title.setTitle(title()));
  }

  protected goOn(): void {
    this.isErased.set(false);
    if (this.next() === 'checkout') void this.#router.navigate(['/r', this.slug(), 'checkout']);
  }
}
