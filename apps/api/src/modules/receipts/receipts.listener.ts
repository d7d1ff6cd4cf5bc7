import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Mails } from '../../infrastructure/mail/mails.ts';
import { isGuest } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { OrderAccess } from '../orders/order.access.ts';
import type {} from '../orders/order.events.ts';
import { receiptText } from './receipt-text.ts';

/** A receipt after that time would only surprise. */
const usefulMs = 2 * 24 * 60 * 60_000;

/** Mails the customer a receipt when the order has been delivered or picked up, where the server sends mails. */
@Injectable()
export class ReceiptsListener {
  constructor(
    consumers: DurableConsumers,
    private readonly mails: Mails,
    private readonly orders: OrderAccess,
    private readonly accounts: AccountsService,
  ) {
    if (!mails.areSent) return;
    consumers.add('receipts', {
      'order.moved': async ({ aggregate: { id }, at, data: { to, order } }) => {
        if (to === 'delivered') await this.#mail(id, order.customerId, at);
      },
    });
  }

  async #mail(orderId: string, customerId: string, at: Date): Promise<void> {
    const [order, customer] = await Promise.all([this.orders.find(orderId), this.accounts.find(customerId)]);
    if (!order || !customer || isGuest(customer) || customer.erasedAt || customer.role !== 'customer') return;
    await this.mails.add({
      // After a recall the order may be delivered again; one receipt is enough.
      _id: `receipt:${orderId}`,
      userId: customer._id,
      to: customer.email,
      expiresAt: new Date(at.getTime() + usefulMs),
      ...receiptText(order, customer.language ?? 'en'),
    });
  }
}
