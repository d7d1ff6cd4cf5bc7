import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Restaurant } from '@passline/contracts';
import { aurora } from '../../../testing/demo-objects.ts';
import { Prices } from '../../core/i18n/prices.ts';
import { profileEditSession } from '../profile/profile-edit-session.ts';

function begun() {
  const given = signal<Restaurant | undefined>(aurora);
  const text = profileEditSession(given, TestBed.inject(Prices));
  text.follow();
  const others = (over: Partial<Restaurant>) => {
    given.update((it) => ({ ...it!, ...over, version: it!.version + 1 }));
    text.follow();
  };
  const type = (name: string) => text.draft.update((draft) => ({ ...draft, name }));
  return { text, others, type };
}

it('follows what others do while nothing is typed', () => {
  const { text, others } = begun();
  others({ name: 'Osteria' });
  expect(text.draft().name).toBe('Osteria');
  expect([text.dirty(), text.overtaken()]).toEqual([false, []]);
});

it('stands still from the first letter on, and says what others have changed', () => {
  const { text, others, type } = begun();
  type('Mine');
  others({ isOpen: false });
  expect(text.base()?.version).toBe(4);
  others({ phone: '+49 30 2' });
  expect(text.draft()).toMatchObject({ name: 'Mine', phone: '' });
  expect(text.overtaken()).toEqual(['phone']);
  expect(text.base()?.version).toBe(4);
});

it('goes on from theirs with what was typed, or without it', () => {
  const { text, others, type } = begun();
  type('Mine');
  others({ name: 'Theirs', phone: '+49 30 2' });
  text.keepMine();
  expect(text.draft()).toMatchObject({ name: 'Mine', phone: '+49 30 2' });
  expect([text.dirty(), text.overtaken(), text.base()?.version]).toEqual([true, [], 4]);
  text.loadTheirs();
  expect(text.draft().name).toBe('Theirs');
  expect(text.dirty()).toBe(false);
});

it('uses the newer version, from input or answer', () => {
  const { text, others } = begun();
  text.receive({ ...aurora, name: 'Newer', version: 5 });
  expect(text.theirs()?.name).toBe('Newer');
  others({});
  others({});
  others({ name: 'Later' });
  expect(text.theirs()?.name).toBe('Later');
});
