import { mayConnectFrom } from './origin.ts';

const allowed = ['https://console.example'];

test.each(['?EIO=4&transport=polling&j=0', '?j', '?%6a=0', '?EIO=4&x=?&j=0'])(
  'JSONP by %s is refused',
  (query) => {
    expect(mayConnectFrom({ headers: {}, url: `/socket.io/${query}` }, allowed)).toBe(false);
  },
);

test.each([
  ['no browser', {}, true],
  ['our own page', { origin: 'http://here:3000', host: 'here:3000' }, true],
  ['a page that was named', { origin: 'https://console.example', host: 'api.example' }, true],
  ['another port', { origin: 'http://here:4000', host: 'here:3000' }, false],
  ["somebody else's page", { origin: 'https://evil.example', host: 'here:3000' }, false],
  ['a page without an origin', { origin: 'null', host: 'here:3000' }, false],
])('%s', (_, headers, expected) => {
  expect(mayConnectFrom({ headers }, allowed)).toBe(expected);
});
