import {
  checkTransitions,
  findTransition,
  moverOf,
  nextStates,
  orderStates,
  transitions,
} from './transitions.ts';

describe('order transition table', () => {
  test('is sound', () => expect(() => checkTransitions()).not.toThrow());

  test('a broken table is refused with every fault named', () => {
    const broken = [
      ...transitions.filter((t) => t.to !== 'ready'),
      { from: 'delivered', to: 'pending', by: ['staff'] },
      { from: 'preparing', to: 'eaten', by: [] },
    ];
    expect(() => checkTransitions(broken as never)).toThrow(
      /unknown state in preparing -> eaten.*nobody may move preparing -> eaten.*ready cannot be reached by pickup/s,
    );
    expect(() => checkTransitions(broken as never)).toThrow(/delivered is final/);
  });

  test('pickup never leaves the house with a courier', () => {
    expect(findTransition('ready', 'out_for_delivery', 'pickup')).toBeUndefined();
    expect(nextStates('ready', 'pickup', 'staff')).toEqual(['delivered', 'cancelled']);
    expect(nextStates('ready', 'delivery', 'staff')).toEqual(['out_for_delivery', 'cancelled']);
  });

  test('a customer may only cancel, and only at first', () => {
    for (const state of orderStates)
      expect(nextStates(state, 'delivery', 'customer')).toEqual(state === 'pending' ? ['cancelled'] : []);
  });

  test('buttons never offer a step back', () => {
    expect(nextStates('preparing', 'delivery', 'staff')).not.toContain('confirmed');
    expect(findTransition('preparing', 'confirmed', 'delivery')?.undo).toBe(true);
  });

  test('operators move nothing', () => expect(moverOf('operator')).toBeNull());
});
