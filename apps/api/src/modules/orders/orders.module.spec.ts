import { transitions, type Transition } from '@passline/contracts';
import { OrdersModule } from './orders.module.ts';

const table = transitions as Transition[];

test('the start fails with every fault of the table of status changes', () => {
  const complete = [...table];
  const start = () => new OrdersModule().onModuleInit();
  expect(start).not.toThrow();
  try {
    table.splice(0, Infinity, ...complete.filter(({ to }) => to !== 'preparing'), {
      from: 'pending',
      to: 'eaten' as never,
      by: ['staff'],
    });
    expect(start).toThrow(/unknown state in pending -> eaten.*preparing cannot be reached for delivery/);
  } finally {
    table.splice(0, Infinity, ...complete);
  }
  expect(start).not.toThrow();
});
