import { DestroyRef, ElementRef, Injector, afterNextRender, inject } from '@angular/core';

/**
 * For every form: the returned function moves the focus to the first field that is marked as wrong, once the marks are
 * rendered. Without it, a rejected form looks as if nothing had happened where the wrong field is out of sight.
 */
export function firstErrorFocus(): () => void {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const injector = inject(Injector);
  const view = inject(DestroyRef);
  return () => {
    // A form that was accepted may have left its page.
    if (view.destroyed) return;
    afterNextRender(
      { read: () => host.querySelector<HTMLElement>('[aria-invalid=true]')?.focus() },
      { injector },
    );
  };
}
