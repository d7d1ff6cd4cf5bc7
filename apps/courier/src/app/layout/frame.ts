import { Component, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { Announcements } from '@passline/web/announcements/announcements.ts';
import { answerPushWorker } from '@passline/web/push/answer-push-worker.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { filter, map } from 'rxjs';
import { CourierPush, workerScope } from '../core/device/courier-push.ts';
import { Language } from '../core/i18n/language.ts';
import { CourierRealtime } from '../core/realtime/courier-realtime.ts';
import { CourierApi } from '../core/session/courier-api.ts';
import { CourierSession } from '../core/session/courier-session.ts';
import { CarriedOrders } from '../shared/delivery/carried-orders.ts';
import { Duty } from '../shared/duty/duty.ts';
import { OwnEarnings } from '../shared/earnings/own-earnings.ts';
import { OwnPosition } from '../shared/position/own-position.ts';
import { LineBanner } from './line-banner.ts';

/** What stays while pages change: the line, the duty, and the way to the earnings. */
@Component({
  selector: 'pl-frame',
  imports: [Announcements, Icon, LineBanner, Logo, RouterLink, RouterOutlet],
  template: `
    <header>
      @if (isHome()) {
        <p>
          <pl-logo />
          <span>{{ duty.courier() ? (duty.isOn() ? t().duty.on : t().duty.off) : '' }}</span>
        </p>
        <a class="act plain" routerLink="/earnings">
          <span class="numbers">{{ earnings.today() ?? t().frame.earnings }}</span>
          <pl-icon name="chart" />
          @if (earnings.today()) {
            <span class="unseen">{{ t().frame.earnings }}</span>
          }
        </a>
      } @else {
        <a class="act plain" routerLink="/"><pl-icon name="back" /> {{ t().frame.back }}</a>
      }
    </header>
    <pl-line-banner />
    <pl-announcements [api]="api" [client]="client" />
    <router-outlet />
  `,
  styleUrl: './frame.css',
})
export class Frame {
  readonly #router = inject(Router);
  readonly #user = inject(CourierSession).user;
  protected readonly t = inject(Language).messages;
  protected readonly api = inject(CourierApi);
  protected readonly client = inject(CourierRealtime).client;
  protected readonly duty = inject(Duty);
  protected readonly earnings = inject(OwnEarnings);
  readonly #url = toSignal(
    this.#router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(({ urlAfterRedirects }) => urlAfterRedirects),
    ),
    { initialValue: this.#router.url },
  );
  protected readonly isHome = computed(() => this.#url() === '/');

  constructor() {
    const delivery = inject(CarriedOrders);
    const push = inject(CourierPush);
    void push.renew();
    // A visible page shows its jobs and its order itself.
    answerPushWorker(workerScope, () => true);
    // Shared on every page.
    inject(OwnPosition);
    effect(() => {
      if (this.#user()) return;
      delivery.forget();
      void push.end();
      void this.#router.navigateByUrl('/sign-in');
    });
  }
}
