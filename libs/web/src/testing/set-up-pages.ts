import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless/index.mjs';
import { PageLanguage } from '../i18n/language.ts';

/** The environment of page tests, with the language of the app. */
export function setUpPages(language: Type<PageLanguage>): void {
  setupZonelessTestEnv({ errorOnUnknownElements: true, errorOnUnknownProperties: true });
  beforeEach(() =>
    TestBed.configureTestingModule({ providers: [{ provide: PageLanguage, useExisting: language }] }),
  );

  // jsdom has no media queries.
  window.matchMedia = (media) =>
    ({
      media,
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList;
}
