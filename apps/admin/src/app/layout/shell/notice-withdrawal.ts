import { Service, computed, effect, inject, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { distinctUntilChanged, filter, map, skip } from 'rxjs';
import { Notices } from '../../core/notices/notices.ts';
import { Network } from '../../core/offline/network.ts';
import { Realtime } from '../../core/realtime/realtime.ts';

/** Withdraws notices that no longer hold: about an order after leaving the page, about the network once it is back. */
@Service({ autoProvided: false })
export class NoticeWithdrawal {
  constructor() {
    const notices = inject(Notices);
    const line = inject(Realtime);
    const network = inject(Network);
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map(({ urlAfterRedirects }) => urlAfterRedirects.split(/[?#]/)[0]),
        distinctUntilChanged(),
        skip(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => notices.withdraw(({ about }) => about !== undefined));
    const reached = computed(() => line.status().state === 'connected' && !network.lostAt());
    effect(() => {
      if (reached()) untracked(() => notices.withdraw(({ unreached }) => unreached === true));
    });
  }
}
