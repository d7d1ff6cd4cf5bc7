import { isAllergy } from './allergy.ts';

it.each([
  ['Severe NUT ALLERGY', true],
  ['ich bin allergisch gegen Nüsse', true],
  ['Laktoseunverträglich', true],
  ['lactose intolerant please', true],
  ['coeliac, no flour', true],
  ['Zöliakie!', true],
  ['no basil', false],
  ['gallery entrance, ring twice', false],
  [null, false],
])('%j is an allergy note: %s', (note, loud) => {
  expect(isAllergy(note)).toBe(loud);
});
