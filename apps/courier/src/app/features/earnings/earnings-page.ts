import { Component, computed, inject, signal } from '@angular/core';
import { languages, type LanguageCode } from '@passline/web/i18n/language.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { pushKindsOf } from '@passline/contracts/browser';
import { PushOffer } from '@passline/web/push/push-offer.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { CourierPush } from '../../core/device/courier-push.ts';
import { Language } from '../../core/i18n/language.ts';
import { CourierSession } from '../../core/session/courier-session.ts';
import { CarriedOrders } from '../../shared/delivery/carried-orders.ts';
import { Duty } from '../../shared/duty/duty.ts';
import { OwnEarnings } from '../../shared/earnings/own-earnings.ts';

/** What the deliveries of today and of this week brought, and the account. */
@Component({
  selector: 'pl-earnings-page',
  imports: [ErrorState, Icon, PushOffer, Skeleton],
  templateUrl: './earnings-page.html',
  styleUrl: './earnings-page.css',
})
export class EarningsPage {
  readonly #session = inject(CourierSession);
  readonly #duty = inject(Duty);
  readonly #language = inject(Language);
  readonly #carried = inject(CarriedOrders).orders;
  protected readonly isCarrying = computed(() => this.#carried().length > 0);
  protected readonly earnings = inject(OwnEarnings);
  protected readonly formats = inject(Formats);
  protected readonly t = this.#language.messages;
  protected readonly code = this.#language.code;
  protected readonly user = this.#session.user;
  protected readonly push = inject(CourierPush);
  protected readonly pushKinds = pushKindsOf('courier');
  protected readonly isLeaving = signal(false);
  protected readonly all = Object.entries(languages) as [LanguageCode, string][];
  protected readonly periods = ['today', 'week'] as const;

  constructor() {
    this.earnings.look();
  }

  protected choose(code: LanguageCode): void {
    void this.#language.choose(code);
  }

  protected async signOut(): Promise<void> {
    if (this.isCarrying() || this.isLeaving()) return;
    this.isLeaving.set(true);
    // Without an answer the duty stays as it is; the position is no longer shared from here.
    if (this.#duty.isOn()) await this.#duty.change(false, undefined).catch(() => undefined);
    await this.push.end();
    await this.#session.signOut();
  }
}
