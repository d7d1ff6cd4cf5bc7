import { ReadCache } from './read-cache.ts';

describe('a value that was read recently', () => {
  let stored = 'old';
  const read = () => Promise.resolve(stored);

  test('is not read again, until it is forgotten or too old', async () => {
    const cache = new ReadCache<string>(60_000);
    stored = 'old';
    await cache.get('a', read);
    stored = 'new';
    expect(await cache.get('a', read)).toBe('old');
    cache.forget('a');
    expect(await cache.get('a', read)).toBe('new');
    const expired = new ReadCache<string>(0);
    await expired.get('a', read);
    stored = 'newer';
    expect(await expired.get('a', read)).toBe('newer');
  });

  test('a read in progress while the key is forgotten serves its caller only', async () => {
    const cache = new ReadCache<string>(60_000);
    const slow = Promise.withResolvers<string>();
    const asked = cache.get('a', () => slow.promise);
    cache.forget('a');
    slow.resolve('old');
    expect(await asked).toBe('old');
    expect(await cache.get('a', () => Promise.resolve('new'))).toBe('new');
  });

  test('a failed read is not kept', async () => {
    const cache = new ReadCache<string>(60_000);
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', () => Promise.resolve('back'))).toBe('back');
  });

  test('the cache does not grow without limit', async () => {
    const cache = new ReadCache<string>(60_000, 2);
    let reads = 0;
    const count = () => Promise.resolve(String((reads += 1)));
    for (const key of ['a', 'b', 'c', 'a']) await cache.get(key, count);
    expect(reads).toBe(4);
  });
});
