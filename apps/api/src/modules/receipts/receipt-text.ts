import { type Language, type OrderState, moneyText, vatPercent } from '@passline/contracts';

interface Words {
  locale: string;
  subject: (restaurant: string) => string;
  order: (number: string, moment: string) => string;
  subtotal: string;
  discount: string;
  deliveryFee: string;
  tip: string;
  total: string;
  vat: string;
  charged: (rate: string, amount: string) => string;
  paid: Record<OrderState['paymentMethod'], string>;
  unpaid: string;
  refunded: (amount: string) => string;
  thanks: string;
}

const words: Record<Language, Words> = {
  en: {
    locale: 'en-GB',
    subject: (restaurant) => `Your receipt from ${restaurant}`,
    order: (number, moment) => `Order ${number}, ${moment}`,
    subtotal: 'Subtotal',
    discount: 'Discount',
    deliveryFee: 'Delivery',
    tip: 'Tip for the courier',
    total: 'Total',
    vat: 'VAT included',
    charged: (rate, amount) => `${rate} of ${amount}`,
    paid: { cash: 'Paid in cash', card: 'Paid by card' },
    unpaid: 'Not paid yet',
    refunded: (amount) => `Refunded: ${amount}`,
    thanks: 'Thank you, and enjoy your meal!',
  },
  de: {
    locale: 'de-DE',
    subject: (restaurant) => `Ihr Beleg von ${restaurant}`,
    order: (number, moment) => `Bestellung ${number}, ${moment}`,
    subtotal: 'Zwischensumme',
    discount: 'Rabatt',
    deliveryFee: 'Lieferung',
    tip: 'Trinkgeld für den Kurier',
    total: 'Summe',
    vat: 'Enthaltene MwSt.',
    charged: (rate, amount) => `${rate} aus ${amount}`,
    paid: { cash: 'Bar bezahlt', card: 'Mit Karte bezahlt' },
    unpaid: 'Noch nicht bezahlt',
    refunded: (amount) => `Erstattet: ${amount}`,
    thanks: 'Vielen Dank und guten Appetit!',
  },
};

/** Cash is collected at the handover, before the payment is marked. */
const isPaid = ({ paymentMethod, paymentStatus }: OrderState) =>
  paymentMethod === 'cash' || paymentStatus === 'paid' || paymentStatus === 'refunded';

/** A receipt in plain text, which every mail program shows. It is no invoice and no accounting record. */
export function receiptText(order: OrderState, language: Language): { subject: string; text: string } {
  const t = words[language];
  const money = (amount: number) => moneyText(amount, order.currency, t.locale);
  const row = (name: string, amount: number) => `${name}: ${money(amount)}`;
  const moment = new Intl.DateTimeFormat(t.locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: order.timeZone,
  }).format(order.createdAt);
  const refunded = order.refunds?.refunded ?? 0;
  const lines = [
    order.restaurantName,
    order.pickup.address,
    '',
    t.order(order.number, moment),
    '',
    ...order.items.flatMap(({ quantity, name, unitPrice, options }) => [
      row(`${quantity} × ${name}`, quantity * unitPrice),
      ...options.filter(({ isDefault }) => !isDefault).map((option) => `  + ${option.name}`),
    ]),
    '',
    row(t.subtotal, order.subtotal),
    ...(order.discount > 0 ? [row(t.discount, -order.discount)] : []),
    ...(order.fulfilment === 'delivery' ? [row(t.deliveryFee, order.deliveryFee)] : []),
    ...(order.tip ? [row(t.tip, order.tip)] : []),
    row(t.total, order.totalAmount),
    ...(order.vat?.length ? [t.vat] : []),
    ...(order.vat ?? []).map(({ name, rate, gross, vat }) =>
      row(`  ${t.charged(`${name} ${vatPercent(rate, t.locale)}`, money(gross))}`, vat),
    ),
    isPaid(order) ? t.paid[order.paymentMethod] : t.unpaid,
    ...(refunded > 0 ? [t.refunded(money(refunded))] : []),
    '',
    t.thanks,
    '',
  ];
  return { subject: t.subject(order.restaurantName), text: lines.join('\n') };
}
