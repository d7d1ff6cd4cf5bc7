import { Inject, Injectable } from '@nestjs/common';
import type { HeldData } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { orderView } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';

const page = 100;

/** Exports and erases the personal data in orders. The orders stay, for accounting and reports. */
@Injectable()
export class OrderPersonalData {
  constructor(
    private readonly orders: OrdersRepository,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.addExport('orders', ({ id }) => this.#all(id));
    personal.add('orders', {
      erase: async ({ id }) => this.#erasePersonalData(await orders.idsWithPersonalDataOf(id)),
      keep: {
        days: keepDays.orderData,
        forget: async (before, atMost) => {
          const old = await orders.idsWithPersonalDataBefore(before, atMost);
          return old.length - (await this.#erasePersonalData(old));
        },
      },
    });
  }

  /** Returns how many orders have to wait, because they are open or their events are not published yet. */
  async #erasePersonalData(ids: readonly string[]): Promise<number> {
    let waiting = 0;
    for (const id of ids) if (!(await this.orders.erasePersonalData(id))) waiting += 1;
    return waiting;
  }

  async #all(customerId: string): Promise<HeldData['orders']> {
    const all: HeldData['orders'] = [];
    for (let before: string | undefined; ;) {
      const found = await this.orders.list({ customerId }, { limit: page, ...(before && { before }) });
      const now = new Date();
      all.push(...found.map((order) => ({ ...orderView(order, now), customerPhone: order.customerPhone })));
      before = found.at(-1)?._id;
      if (found.length < page) return all;
    }
  }
}
