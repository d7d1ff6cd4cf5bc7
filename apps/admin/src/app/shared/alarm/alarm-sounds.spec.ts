import { isAlarmSound, loudest, volumeOf } from './alarm-sounds.ts';

it.each([
  [undefined, loudest],
  ['', loudest],
  ['0', loudest],
  ['nonsense', loudest],
  ['400', loudest],
  ['60', 60],
])('remembers the volume %j as %i, and never as silence', (word, volume) => {
  expect(volumeOf(word)).toBe(volume);
});

it('knows its voices and no others', () => {
  expect(isAlarmSound('horn')).toBe(true);
  expect(isAlarmSound('toString')).toBe(false);
  expect(isAlarmSound(undefined)).toBe(false);
});
