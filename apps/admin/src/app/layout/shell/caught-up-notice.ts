import { Service, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { filter } from 'rxjs';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Realtime } from '../../core/realtime/realtime.ts';

/** Says how many changes were loaded after a reconnect. */
@Service({ autoProvided: false })
export class CaughtUpNotice {
  constructor() {
    const notices = inject(Notices);
    const t = inject(Language).messages;
    inject(Realtime)
      .client.caughtUp$.pipe(
        filter(({ count }) => count > 0),
        takeUntilDestroyed(),
      )
      .subscribe(({ count }) => notices.show({ tone: 'calm', text: t().connection.caughtUp(count) }));
  }
}
