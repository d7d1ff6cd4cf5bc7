import { de } from '../../core/i18n/de.ts';
import { en } from '../../core/i18n/en.ts';
import { notificationText } from './notification-text.ts';

const english = { title: 'Order 7 was cancelled', message: 'The customer cancelled the order: Closing soon' };
const cancelled = {
  ...english,
  type: 'order_cancelled',
  params: { number: '7', by: 'customer', reason: 'Closing soon', reasonCode: 'closing' },
};

test('a notification is in the language of its reader, with the reason', () => {
  expect(notificationText(cancelled, en)).toEqual(english);
  expect(notificationText(cancelled, de)).toEqual({
    title: 'Bestellung 7 wurde storniert',
    message: 'Der Gast hat die Bestellung storniert: Wir schließen bald',
  });
  const free = { ...cancelled.params, reason: 'Ofen kaputt', reasonCode: 'other' };
  expect(notificationText({ ...cancelled, params: free }, en).message).toContain(': Ofen kaputt');
});

test('several orders that wait are one notification', () => {
  const waiting = {
    ...english,
    type: 'order_not_answered',
    params: { count: 7, numbers: '1, 2, 3, 4, 5', more: 2, screens: null },
  };
  expect(notificationText(waiting, de)).toEqual({
    title: '7 Bestellungen warten',
    message:
      'Sie sind noch nicht beantwortet: 1, 2, 3, 4, 5 und 2 weitere. Nehmen Sie sie an, oder stornieren Sie sie.',
  });
});

test('a restaurant that was closed after unanswered orders is named', () => {
  const paused = { ...english, type: 'restaurant_paused', params: { businessName: 'Aurora', orders: 3 } };
  expect(notificationText(paused, en).title).toBe('Aurora is paused');
  expect(notificationText(paused, de)).toEqual({
    title: 'Aurora ist geschlossen',
    message:
      '3 Bestellungen in Folge wurden nicht beantwortet, deshalb können Gäste nichts mehr bestellen. Öffnen Sie wieder, wenn das Team Bestellungen beantworten kann.',
  });
});

test('an unread chat message says who wrote', () => {
  const message = { ...english, type: 'chat_message', params: { number: '7', from: 'courier' } };
  expect(notificationText(message, de)).toEqual({
    title: 'Neue Nachricht zu Bestellung 7',
    message: 'Der Kurier hat Ihnen geschrieben.',
  });
  const byCustomer = { ...message, params: { ...message.params, from: 'customer' } };
  expect(notificationText(byCustomer, en).message).toBe('The customer has written to you.');
});

test('a notification of an earlier release and one of an unknown type keep the text of the server', () => {
  expect(notificationText({ ...cancelled, params: null }, de)).toEqual(english);
  expect(notificationText({ ...cancelled, type: 'order_flown' }, de)).toEqual(english);
});
