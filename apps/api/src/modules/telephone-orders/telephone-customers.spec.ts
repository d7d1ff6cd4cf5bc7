import { addressesOf } from './telephone-customers.ts';

const to = (text: string | null) => ({
  deliveryAddress: text === null ? null : { text, lat: null, lng: null },
});

test('addresses that are offered: each once, the one of the latest delivery first', () => {
  const orders = [to('Home 1'), to(null), to('Work 2'), to('HOME 1'), to('Away 3')];
  expect(addressesOf(orders).map(({ text }) => text)).toEqual(['Home 1', 'Work 2', 'Away 3']);
});
