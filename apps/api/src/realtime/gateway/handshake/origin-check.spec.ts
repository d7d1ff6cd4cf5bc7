import { mayConnectFrom } from './origin-check.ts';

const allowed = ['https://console.example'];

test.each(['?EIO=4&transport=polling&j=0', '?j', '?%6a=0', '?EIO=4&x=?&j=0'])(
  'JSONP by %s is refused',
  (query) => {
    expect(mayConnectFrom({ headers: {}, url: `/socket.io/${query}` }, allowed)).toBe(false);
  },
);

test.each([
  ['a client without an origin', {}, true],
  ['a page of the same origin', { origin: 'http://here:3000', host: 'here:3000' }, true],
  ['a page of CORS_ORIGINS', { origin: 'https://console.example', host: 'api.example' }, true],
  ['another port', { origin: 'http://here:4000', host: 'here:3000' }, false],
  ['a foreign page', { origin: 'https://evil.example', host: 'here:3000' }, false],
  ['a page with the origin null', { origin: 'null', host: 'here:3000' }, false],
])('%s', (_, headers, expected) => {
  expect(mayConnectFrom({ headers }, allowed)).toBe(expected);
});
