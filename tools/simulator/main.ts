/**
 * Simulates a dinner rush with customers, restaurants and couriers that use only the public contract. At the end a ledger
 * compares expected with received events. Exit code 1 if any event was lost, duplicated or out of order.
 */
import { parseArgs } from 'node:util';
import type { OrderStatus } from '@passline/contracts';
import { Ledger } from './ledger.ts';
import { Customer, hire, Restaurant, type World } from './people.ts';
import { Rest } from './rest.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '30' },
    customers: { type: 'string', default: '10' },
    couriers: { type: 'string', default: '6' },
    speed: { type: 'string', default: '60' },
    password: { type: 'string', default: 'passline-demo' },
    wait: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`Options: --url ${values.url}  --seconds 60  --rate 30 (orders a minute)  --customers 10  --couriers 6
         --speed 60 (times real time)  --password (of the demo accounts of that server)`);
  process.exit(0);
}
const number = (name: 'seconds' | 'rate' | 'customers' | 'couriers' | 'speed') => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number greater than 0, but is ${values[name]}`);
  return value;
};

const ledger = new Ledger();
const world: World = { url: values.url, ledger, speed: number('speed'), log: (line) => console.log(line) };
const owners = ['owner@demo.passline.local', 'owner2@demo.passline.local'];

const operator = new Rest(values.url);
if (values.wait) await operator.call('ready');
await operator.signIn('operator@demo.passline.local', values.password);
const restaurants: Restaurant[] = [];
for (const email of owners) {
  const rest = new Rest(values.url);
  const { user } = await rest.signIn(email, values.password);
  const restaurant = new Restaurant(world, user.restaurantId ?? '');
  await restaurant.open(email, values.password);
  restaurants.push(restaurant);
}
const couriers = await hire(world, operator, number('couriers'));
const customers: Customer[] = [];
for (let serial = 1; serial <= number('customers'); serial++) {
  const customer = new Customer(world);
  await customer.arrive(serial);
  customers.push(customer);
}
console.log(
  `${customers.length} customers, ${restaurants.length} restaurants and ${couriers.length} couriers for ${number('seconds')} s, ${number('rate')} orders a minute …`,
);

const placed: { customer: Customer; restaurant: Restaurant; id: string }[] = [];
const placing: Promise<void>[] = [];
const end = Date.now() + number('seconds') * 1000;
for (let serial = 0; Date.now() < end; serial++) {
  const customer = customers[serial % customers.length];
  const restaurant = restaurants[Math.floor(Math.random() * restaurants.length)];
  if (!customer || !restaurant) break;
  placing.push(customer.order(restaurant).then(({ id }) => void placed.push({ customer, restaurant, id })));
  await new Promise((resolve) =>
    setTimeout(resolve, (-Math.log(1 - Math.random()) * 60_000) / number('rate')),
  );
}
await Promise.all(placing);
console.log(`${placed.length} orders placed; waiting until the restaurants have finished them …`);

const open = async () => {
  let count = 0;
  for (const { restaurant } of new Map(placed.map((one) => [one.restaurant.id, one])).values())
    for (const status of [
      'pending',
      'confirmed',
      'preparing',
      'ready',
      'out_for_delivery',
    ] satisfies OrderStatus[]) {
      const page = await restaurant.rest.call('listOrders', {
        query: { status, limit: 100 },
      });
      count += page.items.filter(({ id }) => placed.some((one) => one.id === id)).length;
    }
  return count;
};
const patience = Date.now() + 120_000;
while ((await open()) > 0 && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 500));
await Promise.all(
  restaurants.map((restaurant) => restaurant.rest.call('getRestaurant', { params: { id: restaurant.id } })),
);

for (const { customer, restaurant, id } of placed) {
  const { items } = await customer.rest.call('getOrderEvents', { params: { id } });
  ledger.owes(customer.party, restaurant.party, id, items);
}
// Events in transit may still arrive; events missing after this are lost.
for (let tries = 0; tries < 40 && ledger.missing > 0; tries++)
  await new Promise((resolve) => setTimeout(resolve, 250));

const { lost, doubled, outOfOrder, latencyMs, ...sums } = ledger.balance();
const finished = placed.length - (await open());
console.table({
  ...sums,
  finished,
  lost: lost.length,
  doubled: doubled.length,
  'out of order': outOfOrder.length,
});
console.log(
  `button to screen: p50 ${latencyMs.p50} ms, p90 ${latencyMs.p90} ms, p99 ${latencyMs.p99} ms, max ${latencyMs.max} ms`,
);
for (const line of [...lost.map((key) => `lost: ${key}`), ...doubled, ...outOfOrder].slice(0, 20))
  console.log(line);
for (const person of [...customers, ...restaurants, ...couriers]) person.leave();
process.exit(lost.length + doubled.length + outOfOrder.length > 0 ? 1 : 0);
