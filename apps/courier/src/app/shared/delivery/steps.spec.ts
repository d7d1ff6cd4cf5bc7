import type { Order } from '@passline/contracts';
import { type KeptStep, type StepName, stepsMade } from './steps.ts';

const order = (status: Order['status'], restaurant: string | null = null, door: string | null = null) => ({
  id: 'o1',
  status,
  courier: { id: 'c1', name: 'Sam', phone: null, assignedAt: '', arrivedAt: { restaurant, door } },
});
const kept = (step: StepName, orderId = 'o1'): KeptStep => ({
  key: step,
  userId: 'c1',
  orderId,
  step,
  at: '',
});

it.each([
  [order('confirmed'), [], 0],
  [order('ready', 'now'), [], 1],
  // The restaurant said that it has left: the courier is not asked for what is over.
  [order('out_for_delivery'), [], 2],
  [order('out_for_delivery', 'now', 'now'), [], 3],
  [order('delivered'), [], 4],
  // What waits on the device is ahead of what the server knows, and only for its own order.
  [order('confirmed'), [kept('at_restaurant')], 1],
  [order('preparing'), [kept('at_restaurant'), kept('picked_up')], 2],
  [order('out_for_delivery'), [kept('picked_up')], 2],
  [order('ready'), [kept('delivered', 'o2')], 0],
] as const)('%#: knows how many steps are made', (it, waiting, made) => {
  expect(stepsMade(it, waiting)).toBe(made);
});
