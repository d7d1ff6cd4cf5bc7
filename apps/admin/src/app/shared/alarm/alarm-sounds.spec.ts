import { isVoice, loudest, volumeOf } from './alarm-sounds.ts';

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
  expect(isVoice('horn')).toBe(true);
  expect(isVoice('toString')).toBe(false);
  expect(isVoice(undefined)).toBe(false);
});
