import { tileOrigins } from './security.ts';

test.each([
  ['https://tiles.example.com/{z}/{x}/{y}.png', ['https://tiles.example.com']],
  ['https://{s}.tiles.example.com/{z}/{x}/{y}{r}.png', ['https://*.tiles.example.com']],
  ['http://127.0.0.1:8080/{z}/{x}/{y}.png', ['http://127.0.0.1:8080']],
  ['/tiles/{z}/{x}/{y}.png', []],
  [undefined, []],
])('pictures of the map at %s may come from %j and nowhere else', (url, origins) => {
  expect(tileOrigins(url)).toEqual(origins);
});
