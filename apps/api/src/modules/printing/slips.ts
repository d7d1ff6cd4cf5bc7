import {
  type OrderItem,
  type OrderState,
  isAllergy,
  isFinal,
  moneyText,
  vatPercent,
} from '@passline/contracts';
import { clockTime } from '../../infrastructure/scheduler/local-time.ts';
import { Slip } from './escpos.ts';
import type { PrintJobDoc } from './print-job.schema.ts';
import type { PrinterDoc } from './printer.schema.ts';
import { type SlipTexts, slipTexts } from './slip-texts.ts';
import type { StationSlip } from './station-slip.ts';

type Target = Pick<PrinterDoc, 'language' | 'name'>;
type Job = Pick<PrintJobDoc, '_id' | 'attempts' | 'copies'>;

/** What the slip shows of a restaurant, besides what the order contains. */
interface Sender {
  name: string;
  phone: string | null;
}

/** The slips of a job, one per copy. `station`: null for the whole order. */
export function orderSlips(
  order: OrderState,
  station: StationSlip | null,
  sender: Sender,
  printer: Target,
  job: Job,
): Buffer {
  return Buffer.concat(
    Array.from({ length: job.copies }, (_, copy) => {
      const slip = new Slip();
      head(slip, sender, printer, job);
      if (station) slip.line(station.name, { bold: true, large: true, inverse: true });
      changedPart(slip, order, station, slipTexts[printer.language]);
      kitchenPart(slip, order, station?.items ?? order.items, slipTexts[printer.language]);
      if (!station) customerPart(slip, order, slipTexts[printer.language]);
      else if (station.alsoAt.length > 0)
        slip.line(slipTexts[printer.language].alsoAt(station.alsoAt.join(', ')), { bold: true });
      foot(slip, printer, job, copy + 1);
      return slip.bytes();
    }),
  );
}

/** What differs from an earlier slip of the order. */
function changedPart(
  slip: Slip,
  { changes = [] }: OrderState,
  station: StationSlip | null,
  t: SlipTexts,
): void {
  const shown = changes.filter((change) => !station || station.concerns(change));
  if (shown.length === 0) return;
  slip.line(t.changed, { large: true, inverse: true, centred: true });
  for (const { name, from, to, replacement } of shown) {
    slip.line(to > 0 ? t.lowered(name, from, to) : t.notMade(from, name), { bold: true });
    if (replacement) slip.line(t.instead(replacement.quantity, replacement.name), { bold: true });
  }
  slip.rule();
}

function kitchenPart(slip: Slip, order: OrderState, items: readonly OrderItem[], t: SlipTexts): void {
  slip.pair(`#${order.number}`, t.fulfilment[order.fulfilment], { bold: true, large: true });
  if (order.channel === 'telephone') slip.line(t.byTelephone, { bold: true });
  if (order.status === 'cancelled') slip.line(t.cancelled, { large: true, inverse: true, centred: true });
  const time = (at: Date) => clockTime(at, order.timeZone);
  const { promise } = order;
  slip.pair(t.ordered(time(order.createdAt)), promise ? t.ready(time(promise.readyAt)) : '', { bold: true });
  if (order.scheduled)
    slip.line(t.orderedFor(moment(order.scheduled.for, t.locale, order.timeZone)), { large: true });
  note(slip, order.note, t.allergy);
  slip.rule();
  for (const item of items) {
    slip.line(`${item.quantity} x ${item.name}`, { bold: true, large: true }, 4);
    for (const { name, isDefault } of item.options) if (!isDefault) slip.line(`  + ${name}`, {}, 4);
    note(slip, item.note, t.allergy);
  }
  slip.rule();
}

const moment = (at: Date, locale: string, timeZone: string) =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);

function customerPart(slip: Slip, order: OrderState, t: SlipTexts): void {
  slip.line(order.customerName);
  if (order.deliveryAddress) slip.line(order.deliveryAddress.text, { bold: true });
  // The restaurant has a reason to call only while the order is open.
  if (order.customerPhone && !isFinal(order.status)) slip.line(order.customerPhone);
  const money = (amount: number) => moneyText(amount, order.currency, t.locale);
  if (order.tip) slip.pair(t.tip, money(order.tip));
  slip.pair(t.total, money(order.totalAmount), { bold: true });
  if (order.vat?.length) slip.line(t.vat);
  for (const { name, rate, gross, vat } of order.vat ?? [])
    slip.pair(`  ${t.charged(`${name} ${vatPercent(rate, t.locale)}`, money(gross))}`, money(vat));
  slip.line(order.paymentStatus === 'paid' ? t.paid : t.payOn[order.paymentMethod], { bold: true });
}

export function testSlip(sender: Sender, printer: Target, job: Job): Buffer {
  const t = slipTexts[printer.language];
  const slip = new Slip();
  head(slip, sender, printer, job);
  slip.line(t.test, { bold: true, large: true, centred: true }).line(t.testBody);
  foot(slip, printer, job, 1);
  return slip.bytes();
}

function head(slip: Slip, sender: Sender, { language }: Target, { attempts }: Job): void {
  slip.line(sender.name, { bold: true, centred: true });
  if (sender.phone) slip.line(sender.phone, { centred: true });
  if (attempts > 0) slip.line(slipTexts[language].maybeDouble, { bold: true, inverse: true });
  slip.rule();
}

function note(slip: Slip, text: string | null, allergy: string): void {
  if (!text) return;
  if (isAllergy(text)) slip.line(`! ${allergy} !`, { large: true, inverse: true, bold: true });
  slip.line(text, { bold: true, inverse: true });
}

/** Both slips of a double have the same number, so that the kitchen recognises it. */
function foot(slip: Slip, { language, name }: Target, { _id, copies }: Job, copy: number): void {
  const t = slipTexts[language];
  slip.rule();
  slip.pair(t.job(_id.slice(-6).toUpperCase()), name);
  if (copies > 1) slip.line(t.copy(copy, copies));
}
