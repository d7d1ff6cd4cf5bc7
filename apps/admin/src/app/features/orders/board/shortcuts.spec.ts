import { shortcutOf } from './shortcuts.ts';

const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });

it('knows the keys of a bump bar, in either case', () => {
  expect(shortcutOf(press('A'), 'board')).toEqual({ act: 'answer' });
  expect(shortcutOf(press('t'), 'board')).toEqual({ act: 'telephone' });
  expect(shortcutOf(press('3'), 'board')).toEqual({ act: 'minutes', choice: 3 });
  expect(shortcutOf(press('ArrowLeft'), 'control')).toEqual({ act: 'step', direction: 'left' });
});

it('leaves Enter to the button that has the focus, and everything to a field', () => {
  expect(shortcutOf(press('Enter'), 'board')).toEqual({ act: 'bump' });
  expect(shortcutOf(press('Enter'), 'control')).toBeUndefined();
  expect(shortcutOf(press('a'), 'field')).toBeUndefined();
});

it('never takes a key of the browser', () => {
  expect(shortcutOf(press('p', { ctrlKey: true }), 'board')).toBeUndefined();
  expect(shortcutOf(press('toString'), 'board')).toBeUndefined();
});
