import { Inject, Injectable } from '@nestjs/common';
import type { HeldData } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { orderView } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';

const page = 100;

/** What orders hold on people. The order stays, for the ledger and the reports; whose it was does not. */
@Injectable()
export class OrderHolding {
  constructor(
    private readonly orders: OrdersRepository,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.tells('orders', ({ id }) => this.#all(id));
    personal.add('orders', {
      erase: async ({ id }) => this.#removePeople(await orders.namingCustomer(id)),
      keep: {
        days: keepDays.orderData,
        forget: async (before, atMost) => {
          const old = await orders.namingSomebodyBefore(before, atMost);
          return old.length - (await this.#removePeople(old));
        },
      },
    });
  }

  /** Answers how many could not be done yet. */
  async #removePeople(ids: readonly string[]): Promise<number> {
    let waiting = 0;
    for (const id of ids) if (!(await this.orders.removePeople(id))) waiting += 1;
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
