import { DOCUMENT, DestroyRef, Service, inject } from '@angular/core';
import { Router } from '@angular/router';
import { fromEvent } from 'rxjs';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';

/** Opens the order of a clicked notification in this page, because a newly loaded page could not ring. */
@Service({ autoProvided: false })
export class NotificationClicks {
  constructor() {
    const router = inject(Router);
    const { location } = inject(DOCUMENT);
    const worker = (navigator as Partial<Navigator>).serviceWorker;
    if (!worker) return;
    fromEvent<MessageEvent<unknown>>(worker, 'message')
      .pipe(takeUntilDestroyed(inject(DestroyRef)))
      .subscribe(({ data }) => {
        if (!isCall(data)) return;
        const { origin, pathname } = new URL(data.url, location.origin);
        if (origin === location.origin) void router.navigateByUrl(pathname);
      });
  }
}

const isCall = (data: unknown): data is { url: string } =>
  typeof data === 'object' &&
  data !== null &&
  'type' in data &&
  data.type === 'passline:open' &&
  'url' in data &&
  typeof data.url === 'string';
