import { DOCUMENT, Service, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent, map, merge } from 'rxjs';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { AppVersion } from '../../core/offline/app-version.ts';

/**
 * Offers the newer version at a quiet moment: not during a touch, and not while an order rings, because a
 * reloaded page may not play sound before it is touched.
 */
@Service({ autoProvided: false })
export class UpdatePrompt {
  readonly #alarm = inject(Alarm);
  readonly #versions = inject(AppVersion);
  readonly #pressed = signal(false);
  readonly #due = computed(
    () => this.#versions.newer() && !this.#pressed() && this.#alarm.ringing().length === 0,
  );

  constructor() {
    const document = inject(DOCUMENT);
    const notices = inject(Notices);
    const line = inject(Realtime);
    const t = inject(Language).messages;
    const from = (event: string) => fromEvent(document, event, { capture: true });
    merge(
      from('pointerdown').pipe(map(() => true)),
      merge(from('pointerup'), from('pointercancel')).pipe(map(() => false)),
    )
      .pipe(takeUntilDestroyed())
      .subscribe((pressed) => this.#pressed.set(pressed));
    let noticeId: number | undefined;
    effect(() => {
      const due = this.#due();
      const ringing = this.#alarm.ringing().length > 0;
      const { version } = t();
      untracked(() => {
        if (due && noticeId === undefined)
          noticeId = notices.show({
            tone: 'calm',
            text: version.newer,
            stays: true,
            action: { label: version.reload, run: () => void this.#versions.reload() },
          });
        else if (ringing && noticeId !== undefined) {
          notices.dismiss(noticeId);
          noticeId = undefined;
        }
      });
    });
    // After a reconnect the server may have a newer version.
    const connected = computed(() => line.status().state === 'connected');
    effect(() => {
      if (connected()) void this.#versions.check();
    });
  }
}
