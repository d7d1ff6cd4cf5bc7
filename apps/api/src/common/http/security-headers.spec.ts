import { tileOrigins } from './security-headers.ts';

test.each([
  ['https://tiles.example.com/{z}/{x}/{y}.png', ['https://tiles.example.com']],
  ['https://{s}.tiles.example.com/{z}/{x}/{y}{r}.png', ['https://*.tiles.example.com']],
  ['http://127.0.0.1:8080/{z}/{x}/{y}.png', ['http://127.0.0.1:8080']],
  ['/tiles/{z}/{x}/{y}.png', []],
  [undefined, []],
])('MAP_TILE_URL %s allows images from %j', (url, origins) => {
  expect(tileOrigins(url)).toEqual(origins);
});
