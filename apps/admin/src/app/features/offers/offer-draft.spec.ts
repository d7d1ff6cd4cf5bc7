import { blankDraft, parseOffer } from './offer-draft.ts';
import { stateOf } from './offer-text.ts';

const now = new Date('2030-01-01T12:00:00Z');
const draft = { ...blankDraft, code: 'welcome', value: '10' };

it('reads what was typed into what the server takes', () => {
  expect(parseOffer(draft, 'EUR', now, 'Europe/Berlin')).toEqual({
    wrong: [],
    offer: {
      code: 'WELCOME',
      description: '',
      kind: 'percent',
      discountValue: 10,
      minimumOrder: 0,
      until: null,
      maxUses: null,
      maxUsesPerCustomer: null,
    },
  });
  const amount = {
    ...draft,
    kind: 'amount' as const,
    value: '3,50',
    minimum: '20',
    until: '2030-01-06T23:00',
    uses: '100',
    usesPerCustomer: '1',
  };
  expect(parseOffer(amount, 'EUR', now, 'Europe/Berlin')).toMatchObject({
    wrong: [],
    offer: {
      kind: 'amount',
      discountValue: 350,
      minimumOrder: 2000,
      until: '2030-01-06T22:00:00.000Z',
      maxUses: 100,
      maxUsesPerCustomer: 1,
    },
  });
});

it.each([
  ['code', { code: 'x' }],
  ['code', { code: 'TEN PERCENT' }],
  ['value', { value: '' }],
  ['value', { value: '101' }],
  ['value', { value: '7.5' }],
  ['value', { kind: 'amount', value: '0' }],
  ['minimum', { minimum: 'twenty' }],
  ['until', { until: '2029-12-31T10:00' }],
  ['uses', { uses: '0' }],
  ['usesPerCustomer', { usesPerCustomer: '-1' }],
] as const)('says that %s is wrong in %j', (field, over) => {
  expect(parseOffer({ ...draft, ...over }, 'EUR', now, 'Europe/Berlin').wrong).toEqual([field]);
});

it('knows whether an offer can be used', () => {
  const offer = {
    id: 'f1',
    restaurantId: 'aurora',
    code: 'TEN',
    description: '',
    kind: 'percent' as const,
    discountValue: 10,
    minimumOrder: 0,
    from: '2030-01-01T10:00:00Z',
    until: null,
    maxUses: 3,
    maxUsesPerCustomer: null,
    used: 1,
    createdAt: '2030-01-01T10:00:00Z',
  };
  const at = now.getTime();
  expect(stateOf(offer, at)).toBe('running');
  expect(stateOf({ ...offer, from: '2030-01-02T10:00:00Z' }, at)).toBe('coming');
  expect(stateOf({ ...offer, used: 3 }, at)).toBe('usedUp');
  expect(stateOf({ ...offer, until: '2030-01-01T11:00:00Z' }, at)).toBe('over');
});
