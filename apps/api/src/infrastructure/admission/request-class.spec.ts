import { calls, fullPath } from '@passline/contracts';
import { classOf } from './request-class.ts';

test('every call has a class from its method and path alone', () => {
  const byClass = Map.groupBy(Object.entries(calls), ([, call]) => classOf(call.method, fullPath(call)));
  const names = (kind: ReturnType<typeof classOf>) =>
    byClass
      .get(kind)
      ?.map(([name]) => name)
      .toSorted();
  expect(names('arrival')).toEqual(['login', 'placeOrder', 'register']);
  expect(names(null)).toEqual(['health', 'live', 'metrics', 'ready', 'socketMetrics', 'socketStatus']);
  expect(names('ongoing')).toEqual(
    expect.arrayContaining([
      'acknowledgeOrder',
      'cancelOrder',
      'getMenu',
      'moveOrder',
      'promiseOrder',
      'refresh',
    ]),
  );
});

test('a slash at the end makes no difference, and pages and files have no class', () => {
  expect(classOf('POST', '/api/v1/orders/')).toBe('arrival');
  expect(classOf('GET', '/api/v1/orders')).toBe('ongoing');
  for (const path of ['/', '/main.js', '/docs/problems', '/socket.io/'])
    expect(classOf('GET', path)).toBeNull();
});
