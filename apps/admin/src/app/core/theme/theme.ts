import { DOCUMENT, Service, computed, effect, inject, signal } from '@angular/core';
import { savePreference, readPreference } from '@passline/web/storage/preferences.ts';

export type ColorScheme = 'light' | 'dark';
/** 'pass' is the board, dark by default. 'office' is everything else, light by default. */
export type ThemeArea = 'pass' | 'office' | 'door';

const chosen = (room: 'pass' | 'office' | 'last'): ColorScheme | undefined => {
  const value = readPreference(`theme.${room}`);
  return value === 'light' || value === 'dark' ? value : undefined;
};

@Service()
export class Theme {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #bar = inject(DOCUMENT).querySelector('meta[name=theme-color]');
  readonly #room = signal<ThemeArea>('door');
  readonly #pass = signal<ColorScheme>(chosen('pass') ?? 'dark');
  readonly #office = signal<ColorScheme>(chosen('office') ?? 'light');
  readonly #contrast = signal(
    readPreference('contrast') ?? (matchMedia('(prefers-contrast: more)').matches ? 'more' : 'normal'),
  );

  readonly room = this.#room.asReadonly();
  readonly pass = this.#pass.asReadonly();
  readonly office = this.#office.asReadonly();
  readonly highContrast = computed(() => this.#contrast() === 'more');
  /**
   * The sign-in page keeps the last theme so that a reload does not flash; the first visit follows the
   * system.
   */
  readonly theme = computed<ColorScheme>(() => {
    switch (this.#room()) {
      case 'pass':
        return this.#pass();
      case 'office':
        return this.#office();
      case 'door':
        return chosen('last') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    }
  });

  constructor() {
    effect(() => {
      this.#root.dataset['theme'] = this.theme();
      // The browser bar of the installed console. A meta element cannot read the --paper token.
      this.#bar?.setAttribute('content', this.theme() === 'dark' ? '#100e0c' : '#f5f4f0');
      if (this.#room() !== 'door') savePreference('theme.last', this.theme());
    });
    effect(() => {
      this.#root.dataset['contrast'] = this.#contrast();
    });
  }

  enter(room: ThemeArea): void {
    this.#room.set(room);
  }

  /** For the current area or the given one: each area has its own theme. */
  choose(theme: ColorScheme, room: 'pass' | 'office' = this.#room() === 'pass' ? 'pass' : 'office'): void {
    (room === 'pass' ? this.#pass : this.#office).set(theme);
    savePreference(`theme.${room}`, theme);
  }

  chooseContrast(high: boolean): void {
    this.#contrast.set(high ? 'more' : 'normal');
    savePreference('contrast', this.#contrast());
  }
}
