import {
  checkTransitions,
  findTransition,
  moverOf,
  nextStates,
  orderStates,
  transitions,
} from './transitions.ts';

describe('order transition table', () => {
  test('is valid', () => expect(() => checkTransitions()).not.toThrow());

  test('an invalid table is rejected with every fault in the message', () => {
    const broken = [
      ...transitions.filter((t) => t.to !== 'ready'),
      { from: 'delivered', to: 'pending', by: ['staff'] },
      { from: 'preparing', to: 'eaten', by: [] },
    ];
    expect(() => checkTransitions(broken as never)).toThrow(
      /unknown state in preparing -> eaten.*no one may perform preparing -> eaten.*ready cannot be reached for pickup/s,
    );
    expect(() => checkTransitions(broken as never)).toThrow(/delivered is final/);
  });

  test('a pickup order is never out for delivery', () => {
    expect(findTransition('ready', 'out_for_delivery', 'pickup')).toBeUndefined();
    expect(nextStates('ready', 'pickup', 'staff')).toEqual(['delivered', 'cancelled']);
    expect(nextStates('ready', 'delivery', 'staff')).toEqual(['out_for_delivery', 'cancelled']);
  });

  test('a customer may only cancel, and only while the order is scheduled or pending', () => {
    for (const state of orderStates)
      expect(nextStates(state, 'delivery', 'customer')).toEqual(
        ['scheduled', 'pending'].includes(state) ? ['cancelled'] : [],
      );
  });

  test('the next statuses never contain an undo step', () => {
    expect(nextStates('preparing', 'delivery', 'staff')).not.toContain('confirmed');
    expect(findTransition('preparing', 'confirmed', 'delivery')?.undo).toBe(true);
  });

  test('operators may not change the status', () => expect(moverOf('operator')).toBeNull());
});
