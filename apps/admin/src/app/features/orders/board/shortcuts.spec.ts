import { actOf } from './shortcuts.ts';

const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });

it('knows the keys of a bump bar, in either case', () => {
  expect(actOf(press('A'), 'board')).toEqual({ act: 'answer' });
  expect(actOf(press('3'), 'board')).toEqual({ act: 'minutes', choice: 3 });
  expect(actOf(press('ArrowLeft'), 'control')).toEqual({ act: 'step', direction: 'left' });
});

it('leaves Enter to the button that has the focus, and everything to a field', () => {
  expect(actOf(press('Enter'), 'board')).toEqual({ act: 'bump' });
  expect(actOf(press('Enter'), 'control')).toBeUndefined();
  expect(actOf(press('a'), 'field')).toBeUndefined();
});

it('never takes a key of the browser', () => {
  expect(actOf(press('p', { ctrlKey: true }), 'board')).toBeUndefined();
  expect(actOf(press('toString'), 'board')).toBeUndefined();
});
