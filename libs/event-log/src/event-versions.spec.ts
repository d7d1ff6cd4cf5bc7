import { EventVersions } from './event-versions.ts';

const versions = new EventVersions({
  'cup.filled': [({ drink }) => ({ drinks: [drink] }), ({ drinks }) => ({ drinks, size: 'small' })],
});

const envelope = (data: object, v?: number) => ({
  id: 'e1',
  type: 'cup.filled',
  ...(v && { v }),
  at: new Date(0),
  aggregate: { kind: 'cup', id: 'c1', version: 1 },
  actor: null,
  data,
});

test('new envelopes name the version after the last upcaster; a type without upcasters names none', () => {
  expect(versions.named('cup.filled')).toEqual({ v: 3 });
  expect(versions.named('cup.emptied')).toEqual({});
});

test.each([
  ['the first', envelope({ drink: 'tea' })],
  ['the second', envelope({ drinks: ['tea'] }, 2)],
  ['the third', envelope({ drinks: ['tea'], size: 'small' }, 3)],
])('%s version is read as the third', (_, stored) => {
  expect(versions.upToDate(stored)).toEqual(envelope({ drinks: ['tea'], size: 'small' }, 3));
});

test('an event of a newer release stays as it is', () => {
  const newer = envelope({ drinks: ['tea'], size: 'small', cold: true }, 4);
  expect(versions.upToDate(newer)).toBe(newer);
});
