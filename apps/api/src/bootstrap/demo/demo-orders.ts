import { Injectable } from '@nestjs/common';
import { reasonOfText, type OrderState } from '@passline/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Account } from '../../modules/accounts/account.ts';
import { AccountsService } from '../../modules/accounts/accounts.service.ts';
import { aurora, demoOrderId, sakura } from '../../modules/console/demo-accounts.ts';
import { OrderNumbers } from '../../modules/orders/order-numbers.ts';
import * as aggregate from '../../modules/orders/order.ts';
import { fold, type Step } from '../../modules/orders/order-writes.ts';
import { OrdersRepository } from '../../modules/orders/orders.repository.ts';
import { type PlacementTerms, priceBasket } from '../../modules/orders/basket.ts';
import { place } from '../../modules/orders/place.ts';
import { PlacementTermsLoader } from '../../modules/orders/placement-terms-loader.ts';
import { demoOrder } from './baskets.ts';
import { type Life, livesOfLastDay, openLives } from './order-lives.ts';

interface Planned {
  id: string;
  steps: Step[];
}

interface Staffing {
  owner: Account;
  customers: readonly Account[];
  couriers: readonly Account[];
}

/**
 * The orders of the demo: those of the last day, and what stands on the board. The aggregate decides each step at its
 * time, and one write stores an order with all of them, so that history, events, reports and notifications are those of
 * an order that lived through the day.
 */
@Injectable()
export class DemoOrders {
  constructor(
    private readonly accounts: AccountsService,
    private readonly terms: PlacementTermsLoader,
    private readonly numbers: OrderNumbers,
    private readonly orders: OrdersRepository,
  ) {}

  /** Fills the boards. The returned function writes the orders of the last day, one after the other. */
  async fill(now = new Date()): Promise<() => Promise<void>> {
    const [owner, owner2, customers, couriers] = await Promise.all([
      this.#account('owner'),
      this.#account('owner2'),
      Promise.all([this.#account('customer'), this.#account('customer2')]),
      Promise.all([this.#account('courier'), this.#account('courier2')]),
    ]);
    const live = openLives(now);
    const days = [
      await this.#day(aurora, now, live, { owner, customers, couriers }),
      // Its orders in preparation only: the couriers work for the other restaurant.
      await this.#day(sakura, now, live.slice(2, 4), { owner: owner2, customers, couriers }),
    ];
    await Promise.all(
      days.flatMap(({ open }) => open.map(({ id, steps }) => this.orders.insertWithPast(id, steps))),
    );
    return async () => {
      for (const { id, steps } of days.flatMap(({ past }) => past))
        await this.orders.insertWithPast(id, steps);
    };
  }

  /** Takes the numbers in the order of the day, because they count up. */
  async #day(
    restaurantId: string,
    now: Date,
    live: readonly Life[],
    people: Staffing,
  ): Promise<{ past: Planned[]; open: Planned[] }> {
    const terms = await this.terms.load(restaurantId);
    const { timeZone } = terms.restaurant;
    const plan = async (lives: readonly Life[]): Promise<Planned[]> => {
      const planned: Planned[] = [];
      for (const [serial, life] of lives.entries()) {
        const number = await this.numbers.next(restaurantId, timeZone, life.placedAt);
        const id = uuidv7({ msecs: life.placedAt.getTime() });
        planned.push({ id, steps: stepsOf(life, serial, number, terms, people) });
      }
      return planned;
    };
    const past = await plan(livesOfLastDay(now, timeZone));
    const [oldest] = past;
    if (oldest && restaurantId === aurora) oldest.id = demoOrderId;
    return { past, open: await plan(live) };
  }

  async #account(local: string): Promise<Account> {
    const account = await this.accounts.findByEmail(`${local}@demo.passline.local`);
    if (!account) throw new Error(`the demo account ${local} is missing`);
    return account;
  }
}

const pick = <T>(list: readonly T[], serial: number): T => {
  const found = list[serial % list.length];
  if (found === undefined) throw new Error('an empty list has nothing to pick');
  return found;
};

function stepsOf(
  life: Life,
  serial: number,
  number: string,
  terms: PlacementTerms,
  { owner, customers, couriers }: Staffing,
): Step[] {
  const customer = personOf(pick(customers, serial));
  const courier = personOf(pick(couriers, serial));
  const staff = personOf(owner);
  const wanted = demoOrder(terms.restaurant, terms.menu, serial);
  const drafts = place(
    priceBasket(wanted, customer, terms, [wanted.paymentMethod], life.placedAt),
    { number, offer: null },
    life.placedAt,
  );
  const steps: Step[] = [{ drafts, actor: actorOf(customer), at: life.placedAt }];
  let order = fold(null, drafts, 1, life.placedAt);
  const step = (by: Person, minutes: number, decide: (order: OrderState, at: Date) => aggregate.Draft[]) => {
    const at = new Date(life.placedAt.getTime() + minutes * 60_000);
    const decided = decide(order, at);
    if (decided.length === 0) return;
    steps.push({ drafts: decided, actor: actorOf(by), at });
    order = fold(order, decided, 1, at);
  };
  for (const [status, minutes] of life.steps) {
    const { cancelled, promised = 20 } = life;
    if (status === 'cancelled' && cancelled) {
      const by = cancelled.by === 'customer' ? customer : staff;
      step(by, minutes, (it) => aggregate.cancel(it, reasonOfText(cancelled.reason), cancelled.by));
    } else if (status === 'confirmed')
      step(staff, minutes, (it, at) => aggregate.promise(it, promised, 'staff', staff, at));
    else if (status === 'out_for_delivery') {
      if (order.fulfilment === 'pickup') continue;
      step(staff, minutes - 2, (it) => aggregate.assign(it, courier, 'staff'));
      step(courier, minutes, (it, at) => aggregate.move(it, status, 'courier', courier, at));
    } else {
      const by = status === 'delivered' && order.fulfilment === 'delivery' ? courier : staff;
      step(by, minutes, (it, at) => aggregate.move(it, status, by === courier ? 'courier' : 'staff', by, at));
      // The payment itself follows from the event of the handover; the order knows of it since that time.
      if (status === 'delivered') step(by, minutes, (it) => aggregate.recordPayment(it, 'paid'));
    }
  }
  return steps;
}

interface Person {
  id: string;
  name: string;
  phone: string | null;
  role: string;
}

const personOf = ({ _id, name, phone, role }: Account): Person => ({ id: _id, name, phone, role });
const actorOf = ({ id, role }: Person) => ({ id, role });
