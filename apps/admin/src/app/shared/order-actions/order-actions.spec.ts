import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ApiError } from '@passline/api-client';
import type { Order, OrderStatus } from '@passline/contracts';
import { order } from '../../../testing/orders.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { RestaurantScopes } from '../restaurant/restaurant-scopes.ts';
import { OrderActions } from './order-actions.ts';

interface Settle {
  resolve(order: Order): void;
  reject(error: Error): void;
}

/** A store whose steps the test lets through or refuses. */
function begin() {
  const undoTo = (to: OrderStatus) => ({ to, until: new Date(Date.now() + 60_000).toISOString() });
  const accepted = order({ status: 'confirmed', undo: undoTo('pending') });
  const now = signal<Order>(accepted);
  const moves: { to: OrderStatus; settle: Settle }[] = [];
  const move = async (before: Order, to: OrderStatus) => {
    now.set(order({ status: to, undo: undoTo(before.status) }));
    const settle = Promise.withResolvers<Order>();
    moves.push({ to, settle });
    await settle.promise.catch((error: unknown) => {
      now.set(before);
      throw error;
    });
  };
  TestBed.configureTestingModule({
    providers: [
      OrderActions,
      { provide: OrdersStore, useValue: { order: () => now(), move } },
      { provide: RestaurantScopes, useValue: {} },
    ],
  });
  return { acts: TestBed.inject(OrderActions), accepted, moves };
}

it('undoes a step once it has reached the server', async () => {
  const { acts, accepted, moves } = begin();
  const cooking = acts.move(accepted, 'preparing');
  const undone = acts.undo();
  expect(moves.map(({ to }) => to)).toEqual(['preparing']);
  moves[0]?.settle.resolve(accepted);
  expect(await cooking).toBe(true);
  await Promise.resolve();
  expect(moves.map(({ to }) => to)).toEqual(['preparing', 'confirmed']);
  moves[1]?.settle.resolve(accepted);
  expect(await undone).toBe(true);
});

it('undoes nothing when the step was refused meanwhile: the one before it was not meant', async () => {
  const { acts, accepted, moves } = begin();
  const cooking = acts.move(accepted, 'preparing');
  const undone = acts.undo();
  moves[0]?.settle.reject(new ApiError('moveOrder', { status: 409 }));
  expect(await cooking).toBe(false);
  expect(await undone).toBe(false);
  expect(moves.map(({ to }) => to)).toEqual(['preparing']);
});
