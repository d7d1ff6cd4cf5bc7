import { Component, ViewContainerRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { switchMap, timer } from 'rxjs';

/** The page comes first: what operators announce, if anything, may appear a moment later. */
const afterMs = 2_000;

/** Loads the announcements after the page. Without Angular's `@defer`, whose part of the scripts every page would load. */
@Component({ selector: 'pl-late-announcements', template: '' })
export class LateAnnouncements {
  constructor() {
    const place = inject(ViewContainerRef);
    const api = inject(AnonymousApi);
    timer(afterMs)
      .pipe(
        // The page works without them, so a script that does not arrive is no fault.
        switchMap(() => import('@passline/web/announcements/announcements.ts').catch(() => undefined)),
        takeUntilDestroyed(),
      )
      .subscribe((loaded) => {
        if (loaded) place.createComponent(loaded.Announcements).setInput('api', api);
      });
  }
}
