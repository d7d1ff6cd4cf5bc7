import { withTabLock } from './tab-lock.ts';

const offer = (request: unknown) =>
  Object.defineProperty(navigator, 'locks', { value: request && { request }, configurable: true });
afterEach(() => {
  offer(undefined);
});

const denied = () => Promise.reject(new DOMException('Access is denied.', 'SecurityError'));

it.each([
  ['there are no locks', undefined],
  ['they are denied, as in a frame of another site', denied],
])('runs one after the other within the tab where %s', async (_, request) => {
  offer(request);
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
  };
  await Promise.all([withTabLock('session', work('a')), withTabLock('session', work('b'))]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('does not do the work again when it was the work that was denied', async () => {
  offer((_: string, work: () => Promise<void>) => work());
  let times = 0;
  const work = () => {
    times += 1;
    return denied();
  };
  await expect(withTabLock('session', work)).rejects.toThrow('Access is denied.');
  expect(times).toBe(1);
});
