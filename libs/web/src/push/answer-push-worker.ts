import { Location } from '@angular/common';
import { DOCUMENT, DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { filter, fromEvent } from 'rxjs';

/** What `push-worker.js` asks the windows of its origin, with a port for the answer. */
type Question =
  | { type: 'passline:shows'; scope: string; orderId: string }
  | { type: 'passline:takes'; scope: string }
  | { type: 'passline:open'; scope: string; url: string };

/**
 * Answers the service worker of this scope while the injecting component lives. A visible page that shows the order of a
 * push message needs no notification, and a page of the app opens the address of a clicked one itself: it need not load
 * again, and a newly loaded console could not ring before it is touched. The worker cannot find out by itself: for it, a
 * window keeps the address at which it was loaded.
 */
export function answerPushWorker(scope: string, shows: (orderId: string) => boolean): void {
  const router = inject(Router);
  const document = inject(DOCUMENT);
  const location = inject(Location);
  const worker = (navigator as Partial<Navigator>).serviceWorker;
  if (!worker) return;
  fromEvent<MessageEvent<unknown>>(worker, 'message')
    .pipe(
      filter(({ data }) => isQuestion(data) && data.scope === scope),
      takeUntilDestroyed(inject(DestroyRef)),
    )
    .subscribe(({ data, ports: [answer] }) => {
      const question = data as Question;
      switch (question.type) {
        case 'passline:shows':
          answer?.postMessage(document.visibilityState === 'visible' && shows(question.orderId));
          return;
        case 'passline:takes':
          answer?.postMessage(true);
          return;
        case 'passline:open': {
          const { origin, pathname } = new URL(question.url, document.location.origin);
          if (origin === document.location.origin) void router.navigateByUrl(location.normalize(pathname));
        }
      }
    });
}

const isQuestion = (data: unknown): data is Question =>
  typeof data === 'object' &&
  data !== null &&
  'type' in data &&
  typeof data.type === 'string' &&
  data.type.startsWith('passline:') &&
  'scope' in data;
