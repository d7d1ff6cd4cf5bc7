import { frameFor, isSite, sitesOf } from './embedding-sites.ts';

it.each([
  ['https://www.example.com', ['https://www.example.com']],
  [' https://a.example\n\nhttps://b.example/ ', ['https://a.example', 'https://b.example']],
  ['https://WWW.Example.com/menu?x=1#y', ['https://www.example.com']],
  ['https://a.example https://a.example/', ['https://a.example']],
  ['https://küche.example', ['https://xn--kche-0ra.example']],
  ['https://a.example:443', ['https://a.example']],
  ['', []],
])('reads %j as addresses', (text, sites) => {
  expect(sitesOf(text)).toEqual(sites);
  expect(sites.every(isSite)).toBe(true);
});

it.each(['http://a.example', 'www.example.com', 'https://', 'https://a;b.example', '*', "'self'"])(
  'leaves %s as it was typed, and accepts it not',
  (text) => {
    expect(sitesOf(text)).toEqual([text]);
    expect(isSite(text)).toBe(false);
  },
);

it('writes a frame that a name cannot break out of', () => {
  const host = document.createElement('div');
  host.innerHTML = frameFor('https://orders.example/r/aurora', 'Order from "A" & <b>Sons</b>');
  expect(host.children).toHaveLength(1);
  expect(host.firstElementChild?.getAttribute('title')).toBe('Order from "A" & <b>Sons</b>');
  expect(host.firstElementChild?.getAttribute('src')).toBe('https://orders.example/r/aurora');
});
