import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '../../shared/ui/icon.ts';
import { Logo } from '../../shared/ui/logo.ts';
import type { NavItem } from './nav-items.ts';

/** The most items that fit the bottom bar of a phone. */
const alongTheEdge = 5;

/** A rail beside the page; on phones a bottom bar with the rest under "More". */
@Component({
  selector: 'pl-nav-rail',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon, Logo, RouterLink, RouterLinkActive],
  templateUrl: './nav-rail.html',
  styleUrl: './nav-rail.css',
})
export class NavRail {
  readonly places = input.required<readonly NavItem[]>();
  /** Badges by path. */
  readonly waiting = input.required<Readonly<Record<string, string | undefined>>>();

  readonly #router = inject(Router);
  protected readonly t = inject(Language).messages;
  readonly #along = computed(() =>
    this.places().length > alongTheEdge ? alongTheEdge - 1 : this.places().length,
  );
  protected readonly shown = computed(() =>
    this.places().map((place, at) => ({ ...place, folded: at >= this.#along() })),
  );
  protected readonly folded = computed(() => this.shown().filter((it) => it.folded));
  protected readonly foldedWaits = computed(() => this.folded().some(({ path }) => this.waiting()[path]));

  protected go(path: string): void {
    void this.#router.navigate(['/', path]);
  }
}
