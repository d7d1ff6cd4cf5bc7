import type { LanguageCode } from '@passline/web/i18n/language.ts';

const en = {
  heading: 'VAT',
  notRecord: 'Information for you and your guests, not an accounting record.',

  settings: {
    hint: 'Your prices include VAT. With rates, receipts, orders and reports say how much of it they contain. Orders keep the rates that counted when they were placed.',
    shown: 'VAT is',
    off: 'Not shown',
    on: 'Shown by rate',
    rates: 'Rates',
    rate: (place: string) => `Rate ${place}`,
    name: 'Name',
    percent: 'Per cent',
    remove: (name: string) => `Remove ${name}`,
    add: 'Add rate',
    unnamed: 'Unnamed',
    defaults: {
      pickup: 'Dishes for pickup, unless the dish says otherwise',
      delivery: 'Dishes for delivery, unless the dish says otherwise',
    },
    fee: 'Delivery fee',
    feeAsDishes: 'As dishes for delivery',
    save: 'Save VAT',
    saved: 'VAT saved. It counts for orders from now on.',
    faults: {
      noRates: 'Add a rate first.',
      noName: 'Give every rate a name.',
      sameName: 'Two rates have the same name.',
      oddPercent: 'Enter a number from 0 to 100 with at most two decimals.',
      noDefault: 'Choose the rates for pickup and delivery.',
    },
  },

  dish: {
    legend: { pickup: 'VAT for pickup', delivery: 'VAT for delivery' },
    usual: (rate: string) => `As usual: ${rate}`,
    failed: 'The VAT rates could not be loaded.',
    changed: 'Its VAT rates have changed.',
  },

  report: {
    rate: 'Rate',
    gross: 'Gross',
    net: 'Net',
    vat: 'VAT',
    total: 'Total',
    hint: 'Of delivered orders, without tips.',
    without: (amount: string) => `${amount} of the revenue is from orders without VAT rates.`,
  },
};

const de: typeof en = {
  heading: 'Mehrwertsteuer',
  notRecord: 'Eine Information für Sie und Ihre Gäste, kein Buchhaltungsbeleg.',

  settings: {
    hint: 'Ihre Preise enthalten die Mehrwertsteuer. Mit Steuersätzen zeigen Belege, Bestellungen und Berichte, wie viel davon enthalten ist. Bestellungen behalten die Sätze, die beim Aufgeben galten.',
    shown: 'Die Mehrwertsteuer wird',
    off: 'Nicht gezeigt',
    on: 'Je Satz gezeigt',
    rates: 'Sätze',
    rate: (place) => `Satz ${place}`,
    name: 'Name',
    percent: 'Prozent',
    remove: (name) => `${name} entfernen`,
    add: 'Satz hinzufügen',
    unnamed: 'Ohne Namen',
    defaults: {
      pickup: 'Gerichte zur Abholung, wenn das Gericht nichts anderes sagt',
      delivery: 'Gerichte zur Lieferung, wenn das Gericht nichts anderes sagt',
    },
    fee: 'Liefergebühr',
    feeAsDishes: 'Wie Gerichte zur Lieferung',
    save: 'Mehrwertsteuer speichern',
    saved: 'Gespeichert. Gilt für Bestellungen ab jetzt.',
    faults: {
      noRates: 'Fügen Sie zuerst einen Satz hinzu.',
      noName: 'Geben Sie jedem Satz einen Namen.',
      sameName: 'Zwei Sätze haben denselben Namen.',
      oddPercent: 'Geben Sie eine Zahl von 0 bis 100 mit höchstens zwei Nachkommastellen ein.',
      noDefault: 'Wählen Sie die Sätze für Abholung und Lieferung.',
    },
  },

  dish: {
    legend: { pickup: 'Mehrwertsteuer bei Abholung', delivery: 'Mehrwertsteuer bei Lieferung' },
    usual: (rate) => `Wie üblich: ${rate}`,
    failed: 'Die Steuersätze konnten nicht geladen werden.',
    changed: 'Die Steuersätze haben sich geändert.',
  },

  report: {
    rate: 'Satz',
    gross: 'Brutto',
    net: 'Netto',
    vat: 'MwSt.',
    total: 'Summe',
    hint: 'Von gelieferten Bestellungen, ohne Trinkgeld.',
    without: (amount) => `${amount} des Umsatzes sind aus Bestellungen ohne Steuersätze.`,
  },
};

/** Apart from the texts of all pages: only pages about VAT load them, in both languages. */
export const vatConsoleTexts: Record<LanguageCode, typeof en> = { en, de };
