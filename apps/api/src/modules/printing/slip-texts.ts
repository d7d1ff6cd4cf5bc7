import type { Fulfilment, Language, PaymentMethod } from '@passline/contracts';

export interface SlipTexts {
  locale: string;
  fulfilment: Record<Fulfilment, string>;
  ordered: (time: string) => string;
  ready: (time: string) => string;
  /** Of an order for later. */
  orderedFor: (moment: string) => string;
  byTelephone: string;
  cancelled: string;
  /** Of an order whose items changed after it was placed. */
  changed: string;
  notMade: (quantity: number, name: string) => string;
  lowered: (name: string, from: number, to: number) => string;
  instead: (quantity: number, name: string) => string;
  allergy: string;
  tip: string;
  total: string;
  vat: string;
  /** What was charged at a rate. */
  charged: (rate: string, amount: string) => string;
  paid: string;
  payOn: Record<PaymentMethod, string>;
  /** Printed from the second attempt on. */
  maybeDouble: string;
  job: (id: string) => string;
  copy: (copy: number, of: number) => string;
  alsoAt: (stations: string) => string;
  test: string;
  testBody: string;
}

export const slipTexts: Record<Language, SlipTexts> = {
  en: {
    locale: 'en-GB',
    fulfilment: { delivery: 'DELIVERY', pickup: 'PICKUP' },
    ordered: (time) => `Ordered ${time}`,
    ready: (time) => `Ready ${time}`,
    orderedFor: (moment) => `FOR ${moment}`,
    byTelephone: 'Telephone order',
    cancelled: 'CANCELLED',
    changed: 'CHANGED',
    notMade: (quantity, name) => `NOT: ${quantity} x ${name}`,
    lowered: (name, from, to) => `ONLY ${to} instead of ${from}: ${name}`,
    instead: (quantity, name) => `INSTEAD: ${quantity} x ${name}`,
    allergy: 'ALLERGY',
    tip: 'Tip for the courier',
    total: 'Total',
    vat: 'VAT included',
    charged: (rate, amount) => `${rate} of ${amount}`,
    paid: 'Paid',
    payOn: { cash: 'Not paid: collect cash', card: 'Not paid: card' },
    maybeDouble: 'PRINTED AGAIN: this may be a double',
    job: (id) => `Slip ${id}`,
    copy: (copy, of) => `Copy ${copy} of ${of}`,
    alsoAt: (stations) => `Also at: ${stations}`,
    test: 'Test print',
    testBody: 'This printer works. Umlauts and prices:\näöüß ÄÖÜ 12,50 €',
  },
  de: {
    locale: 'de-DE',
    fulfilment: { delivery: 'LIEFERUNG', pickup: 'ABHOLUNG' },
    ordered: (time) => `Bestellt ${time}`,
    ready: (time) => `Fertig ${time}`,
    orderedFor: (moment) => `FÜR ${moment}`,
    byTelephone: 'Telefonische Bestellung',
    cancelled: 'STORNIERT',
    changed: 'GEÄNDERT',
    notMade: (quantity, name) => `NICHT: ${quantity} x ${name}`,
    lowered: (name, from, to) => `NUR ${to} statt ${from}: ${name}`,
    instead: (quantity, name) => `STATTDESSEN: ${quantity} x ${name}`,
    allergy: 'ALLERGIE',
    tip: 'Trinkgeld für den Kurier',
    total: 'Summe',
    vat: 'Enthaltene MwSt.',
    charged: (rate, amount) => `${rate} aus ${amount}`,
    paid: 'Bezahlt',
    payOn: { cash: 'Nicht bezahlt: bar kassieren', card: 'Nicht bezahlt: Karte' },
    maybeDouble: 'ERNEUT GEDRUCKT: vielleicht doppelt',
    job: (id) => `Bon ${id}`,
    copy: (copy, of) => `Kopie ${copy} von ${of}`,
    alsoAt: (stations) => `Auch an: ${stations}`,
    test: 'Testdruck',
    testBody: 'Dieser Drucker funktioniert. Umlaute und Preise:\näöüß ÄÖÜ 12,50 €',
  },
};
