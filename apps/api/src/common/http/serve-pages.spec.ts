import { isNavigation } from './serve-pages.ts';

const request = (path: string, accept = 'text/html,*/*;q=0.8', method = 'GET') => ({
  method,
  path,
  headers: { accept },
});

test.each(['/', '/orders', '/orders/42', '/sign-in', '/track/eyJh.eyJz.k3y', '/r/aurora', '/documents'])(
  '%s is answered with a page',
  (path) => {
    expect(isNavigation(request(path))).toBe(true);
  },
);

test.each([
  '/api',
  '/api/v1/nope',
  '/docs',
  '/docs/x',
  '/health/x',
  '/metrics',
  '/socket.io/',
  '/socket-admin/',
  '/main.js',
])('%s is not answered with a page', (path) => {
  expect(isNavigation(request(path))).toBe(false);
});

test('only GET requests that accept HTML are answered with a page', () => {
  expect(isNavigation(request('/orders', 'application/json'))).toBe(false);
  expect(isNavigation(request('/orders', undefined, 'POST'))).toBe(false);
});
