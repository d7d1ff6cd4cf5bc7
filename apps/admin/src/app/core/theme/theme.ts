import { DOCUMENT, Service, computed, effect, inject, signal } from '@angular/core';
import { savePreference, readPreference } from '../storage/preferences.ts';

export type ColorScheme = 'light' | 'dark';
/** The pass is the kitchen's room: dark unless chosen otherwise. Everything else is the office: light. */
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
  /** At the door the last room's light is kept, so that a reload never flashes; a newcomer gets the system's. */
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
      // The system's own bar around an installed console: --paper, which a meta element cannot read.
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

  /** In the room that somebody is in, or in another: each keeps its own light. */
  choose(theme: ColorScheme, room: 'pass' | 'office' = this.#room() === 'pass' ? 'pass' : 'office'): void {
    (room === 'pass' ? this.#pass : this.#office).set(theme);
    savePreference(`theme.${room}`, theme);
  }

  chooseContrast(high: boolean): void {
    this.#contrast.set(high ? 'more' : 'normal');
    savePreference('contrast', this.#contrast());
  }
}
