import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent } from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { Confirm } from '../ui/confirm.ts';

/**
 * Asks before a page with unsaved changes is left: the browser asks when it closes, and the router by the returned
 * function. After a sign-out there is nothing to ask. `discard` is called when the user gives the changes up.
 */
export function askBeforeLeaving(dirty: () => boolean, discard?: () => void): () => Promise<boolean> {
  const { user } = inject(AuthSession);
  const confirm = inject(Confirm);
  const t = inject(Language).messages;
  fromEvent<BeforeUnloadEvent>(window, 'beforeunload')
    .pipe(takeUntilDestroyed())
    .subscribe((event) => {
      if (dirty()) event.preventDefault();
    });
  return async () => {
    if (!dirty() || !user()) return true;
    const leaves = await confirm.ask(t().leave);
    if (leaves) discard?.();
    return leaves;
  };
}
