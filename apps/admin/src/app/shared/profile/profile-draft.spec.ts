import { TestBed } from '@angular/core/testing';
import type { Problem } from '@passline/contracts';
import { isTimeZone } from '@passline/contracts/browser';
import { aurora } from '../../../testing/demo-objects.ts';
import { Prices } from '../../core/i18n/prices.ts';
import {
  blankDraft,
  updateRequestOf,
  degreesOf,
  differing,
  draftOf,
  isCurrency,
  createRequestOf,
  pairOf,
  rebased,
  rejectedFields,
} from './profile-draft.ts';

const typed = () => draftOf(aurora, TestBed.inject(Prices));

it('comes out of the form as it went in: then there is nothing to send', () => {
  expect(updateRequestOf(aurora, typed())).toBeUndefined();
  expect(
    updateRequestOf(aurora, { ...typed(), name: ' Trattoria Aurora ', deliveryFee: '2,9' }),
  ).toBeUndefined();
});

it('sends what was changed and nothing else, with the version that was seen', () => {
  expect(updateRequestOf(aurora, { ...typed(), name: 'Osteria Aurora', deliveryFee: '' })).toEqual({
    name: 'Osteria Aurora',
    deliveryFee: 0,
    expectedVersion: 3,
  });
  // Coordinates change together; an empty phone number is null.
  expect(updateRequestOf({ ...aurora, phone: '+49 30 1' }, { ...typed(), lng: '13,5', phone: ' ' })).toEqual({
    location: { lat: 52.5, lng: 13.5 },
    phone: null,
    expectedVersion: 3,
  });
});

it('asks for a new one with all that was typed', () => {
  const draft = {
    ...blankDraft('Asia/Tokyo'),
    name: ' Ramen Ya ',
    address: 'Shibuya 1',
    lat: '35.658',
    lng: '139.7016',
    currency: 'jpy',
    deliveryFee: '300',
  };
  expect(createRequestOf(draft)).toEqual({
    name: 'Ramen Ya',
    cuisine: '',
    description: '',
    address: 'Shibuya 1',
    location: { lat: 35.658, lng: 139.7016 },
    currency: 'JPY',
    timeZone: 'Asia/Tokyo',
    deliveryFee: 300,
    minimumOrder: 0,
  });
  expect(createRequestOf({ ...draft, slug: ' Ramen-Ya ' }).slug).toBe('ramen-ya');
});

it.each([
  ['52.5301', 52.5301],
  ['52,5301', 52.5301],
  [' −33.9 ', -33.9],
  ['90', 90],
  ['90.1', undefined],
  ['north', undefined],
  ['52.5301, 13.4012', undefined],
  ['', undefined],
])('reads %s as degrees of latitude', (words, degrees) => {
  expect(degreesOf(words, 'lat')).toBe(degrees);
});

it('takes both numbers as a map hands them out', () => {
  expect(pairOf('52.5301, 13.4012')).toEqual({ lat: '52.5301', lng: '13.4012' });
  expect(pairOf('-33.9249;18.4241\n')).toEqual({ lat: '-33.9249', lng: '18.4241' });
  expect(pairOf('52,5301')).toBeUndefined();
  expect(pairOf('Torstraße 125')).toBeUndefined();
});

it('knows money and the zones of time', () => {
  expect([' eur', 'EU', 'ERU'].map(isCurrency)).toEqual([true, false, false]);
  expect(['Europe/Rome', 'Europe/Nowhere', ' '].map(isTimeZone)).toEqual([true, false, false]);
});

it('finds changes by others, ignoring the opening status', () => {
  expect(differing(aurora, { ...aurora, version: 4, isOpen: false, busyMinutes: 20 })).toEqual([]);
  expect(differing(aurora, { ...aurora, location: { lat: 52.5, lng: 13 }, minimumOrder: 0 })).toEqual([
    'lng',
    'minimumOrder',
  ]);
});

it('keeps what was typed and takes over everything else', () => {
  const start = typed();
  const theirs = { ...start, name: 'Theirs', phone: '+49 30 2' };
  expect(rebased({ ...start, name: 'Mine', address: 'Here' }, start, theirs)).toEqual({
    ...start,
    name: 'Mine',
    address: 'Here',
    phone: '+49 30 2',
  });
});

it('finds the fields of which the server complains', () => {
  const about = (...paths: string[]) =>
    rejectedFields({ errors: paths.map((path) => ({ path, message: 'no' })) } as Problem);
  expect(about('location.lng', 'phone')).toEqual(['lng', 'phone']);
  expect(about('location')).toEqual(['lat']);
  expect(about('params.id')).toEqual([]);
});
