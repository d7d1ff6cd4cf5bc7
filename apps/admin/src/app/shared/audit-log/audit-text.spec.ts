import type { AuditAction, AuditEntry } from '@passline/contracts';
import { de } from '../../core/i18n/de.ts';
import { en } from '../../core/i18n/en.ts';
import { type Dictionary, auditSentence } from './audit-text.ts';

const names = { ada: 'Ada', bob: 'Bob', till: 'Till', aurora: 'Aurora', sakura: 'Sakura' };
const dictionary = (over: Partial<Dictionary> = {}): Dictionary => ({
  names,
  messages: en,
  formats: {
    number: String,
    decimal: (value, places) => value.toFixed(places),
    money: (minor, currency) => `${minor} ${currency}`,
    percent: (value) => `${value} %`,
    dateAndTime: (at) => `<${String(at)}>`,
  },
  currencyOf: (id) => (id === 'aurora' ? 'EUR' : undefined),
  ...over,
});
const entry = (action: AuditAction, over: Partial<AuditEntry> = {}): AuditEntry => ({
  id: 'e',
  at: '2026-05-01T10:00:00.000Z',
  action,
  result: 'done',
  actor: { id: 'ada', role: 'owner' },
  subject: { kind: 'user', id: 'bob' },
  restaurantId: 'aurora',
  details: {},
  origin: null,
  traceId: null,
  ...over,
});
const said = (...of: Parameters<typeof entry>) => auditSentence(entry(...of), dictionary());

it.each([
  [
    'api_key.created',
    { subject: { kind: 'API key', id: 'till' }, details: { scopes: 'live' } },
    'Ada created the API key “Till”: live.',
  ],
  [
    'order.cancelled',
    { actor: { id: 'till', role: 'key' }, details: { number: '7' } },
    'API key “Till” cancelled order 7.',
  ],
  ['user.created', { details: { role: 'kitchen' } }, 'Ada created an account for Bob: Kitchen.'],
  [
    'user.role_changed',
    { details: { from: 'kitchen', to: 'manager' } },
    'Ada changed the role of Bob from Kitchen to Manager.',
  ],
  [
    'user.role_changed',
    { details: { from: 'kitchen', to: 'owner', fromRestaurant: 'aurora', toRestaurant: 'sakura' } },
    'Ada changed the role of Bob from Kitchen at Aurora to Owner at Sakura.',
  ],
  ['user.password_changed', {}, 'Ada reset the password of Bob.'],
  ['user.password_changed', { subject: { kind: 'user', id: 'ada' } }, 'Ada changed their own password.'],
  [
    'restaurant.changed',
    { details: { fields: 'deliveryFee, somethingNew' } },
    'Ada changed the settings: delivery fee, somethingNew.',
  ],
  [
    'restaurant.status_changed',
    { details: { isOpen: false, busyMinutes: 0, until: 'then' } },
    'Ada stopped taking orders until <then>.',
  ],
  ['order.cancelled', { details: { number: '7' } }, 'Ada cancelled order 7.'],
  [
    'order.cancelled',
    { details: { number: '7', reason: 'too_busy' } },
    'Ada cancelled order 7: Kitchen too busy.',
  ],
  [
    'restaurant.status_changed',
    { details: { isOpen: true, busyMinutes: 15, until: null } },
    'Ada set the kitchen to busy: 15 extra min.',
  ],
  [
    'restaurant.status_changed',
    { details: { isOpen: true, busyMinutes: 0, until: null } },
    'Ada opened for orders.',
  ],
  [
    'menu.item_changed',
    { details: { name: 'Soup', fields: 'price', priceFrom: 700, priceTo: 0 } },
    'Ada changed the price of Soup from 700 EUR to 0 EUR.',
  ],
  [
    'menu.item_changed',
    { restaurantId: 'gone', details: { name: 'Soup', priceFrom: 700, priceTo: 850 } },
    'Ada changed the price of Soup from 7.00 to 8.50.',
  ],
  [
    'menu.item_changed',
    { details: { name: 'Soup', fields: 'description, options' } },
    'Ada changed Soup: description, options.',
  ],
  [
    'menu.item_availability_changed',
    { details: { name: 'Soup', available: false } },
    'Ada marked Soup as sold out.',
  ],
  [
    'offer.created',
    { details: { code: 'TEN', kind: 'percent', discountValue: 10 } },
    'Ada started the offer TEN: 10 % off.',
  ],
  [
    'offer.created',
    { details: { code: 'TEN', kind: 'amount', discountValue: 500 } },
    'Ada started the offer TEN: 500 EUR off.',
  ],
  [
    'order.courier_assigned',
    { details: { number: 12, courier: 'bob', previous: null } },
    'Ada assigned order 12 to Bob.',
  ],
  [
    'order.courier_assigned',
    { details: { number: 12, courier: 'bob', previous: 'who' } },
    'Ada assigned order 12 to Bob, previously an unknown user.',
  ],
  [
    'payment.refunded',
    { actor: null, details: { amount: 500, currency: 'EUR' } },
    'A refund of 500 EUR was paid.',
  ],
  ['parked_event.retried', { result: 'failed' }, 'Ada retried a parked event. Failed.'],
  ['user.second_factor_used', {}, 'Ada signed in with their second factor.'],
  [
    'user.second_factor_used',
    { details: { recoveryCodesLeft: 0 } },
    'Ada signed in with a recovery code; 0 are left.',
  ],
  ['user.second_factor_refused', { result: 'refused' }, 'A wrong code was entered for Bob at a sign-in.'],
  ['user.identity_unlinked', {}, 'Ada unlinked Bob from the identity provider.'],
  ['operator.sign_in_refused', { result: 'refused' }, 'A sign-in as Bob was refused.'],
] as const)('%s %j', (action, over, sentence) => {
  expect(said(action, over)).toBe(sentence);
});

it.each([
  [null, 'Passline'],
  [{ id: 'o', role: 'operator' }, 'An operator'],
  [{ id: 'x', role: 'manager' }, 'Former Manager'],
])('%j without a name is %s', (actor, who) => {
  expect(said('user.disabled', { actor })).toBe(`${who} disabled Bob.`);
});

it('says every action in every language, with nothing left out', () => {
  for (const messages of [en, de])
    for (const action of Object.keys(en.auditLog.sentences) as AuditAction[]) {
      const details = {
        ...{ role: 'kitchen', from: 'kitchen', to: 'owner', name: 'Soup', number: 1, courier: 'bob' },
        ...{ code: 'TEN', kind: 'percent', discountValue: 10, amount: 500, currency: 'EUR' },
        host: '192.168.1.20',
      };
      const sentence = auditSentence(entry(action, { details }), dictionary({ messages }));
      expect(sentence).toMatch(/^\S.*\S\.$/);
      expect(sentence).not.toMatch(/undefined|null|NaN| {2}/);
    }
});
