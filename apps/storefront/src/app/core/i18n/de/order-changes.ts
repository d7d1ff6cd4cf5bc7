import type { orderChanges as words } from '../en/order-changes.ts';

export const orderChanges: typeof words = {
  orderChanges: {
    title: 'Vom Restaurant geändert',
    notMade: (quantity, dish) => `${quantity} × ${dish} geht leider nicht`,
    lowered: (to, from, dish) => `${to} statt ${from} × ${dish}`,
    replaced: (dish, quantity, other) => `${quantity} × ${other} statt ${dish}`,
    asked: 'Das Restaurant hat eine Frage',
    instead: (dish, quantity, other) => `${dish} geht leider nicht. Stattdessen ${quantity} × ${other}?`,
    total: (amount) => `Die Summe wäre dann ${amount}.`,
    left: {
      remove: (time) => `Noch ${time} Zeit; ohne Antwort wird es weggelassen.`,
      cancel: (time) => `Noch ${time} Zeit; ohne Antwort wird die Bestellung storniert.`,
    },
    answers: { agree: 'Einverstanden', remove: 'Weglassen', cancel: 'Bestellung stornieren' },
    answer: 'Beantworten lässt sich das dort, wo bestellt wurde. Oder rufen Sie das Restaurant an.',
  },
};
