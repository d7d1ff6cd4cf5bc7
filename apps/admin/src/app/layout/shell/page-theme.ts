import { DestroyRef, Service, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { filter } from 'rxjs';
import { Theme, type ThemeArea } from '../../core/theme/theme.ts';

/** Applies the theme of each page's area, and the one of the sign-in page when the shell closes. */
@Service({ autoProvided: false })
export class PageTheme {
  constructor() {
    const router = inject(Router);
    const theme = inject(Theme);
    router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => {
        let page = router.routerState.snapshot.root;
        while (page.firstChild) page = page.firstChild;
        theme.enter((page.data['room'] as ThemeArea | undefined) ?? 'office');
      });
    inject(DestroyRef).onDestroy(() => theme.enter('door'));
  }
}
