import { Component, DOCUMENT, effect, inject } from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { PushNotifications } from './shared/alarm/push-notifications.ts';
import { AuthSession } from './core/auth/auth-session.ts';
import { Theme } from './core/theme/theme.ts';
import { OfflineSnapshot } from './core/offline/offline-snapshot.ts';
import { NoticeList } from './shared/ui/notice-list.ts';

/**
 * Also reacts to the end of the session: after a sign-out, here or in another tab, only the sign-in page is
 * left.
 */
@Component({
  selector: 'pl-root',
  imports: [RouterOutlet, NoticeList],
  template: `
    <router-outlet />
    @if (theme.room() === 'door') {
      <pl-notice-list class="over" />
    }
  `,
})
export class App {
  /** The shell has a place of its own for notices. */
  protected readonly theme = inject(Theme);

  constructor() {
    const session = inject(AuthSession);
    const router = inject(Router);
    const { location } = inject(DOCUMENT);
    inject(OfflineSnapshot);
    inject(PushNotifications);

    let before = session.user();
    effect(() => {
      const now = session.user();
      const was = before;
      before = now;
      if (was && !now)
        void router.navigate(['/sign-in'], session.ended() ? { queryParams: { next: router.url } } : {});
      // Another account: only a reload keeps no data of the previous one. For other rights the shell does it.
      else if (was && now && was.id !== now.id) location.assign('/');
    });
  }
}
