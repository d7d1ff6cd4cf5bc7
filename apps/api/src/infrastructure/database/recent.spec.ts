import { Recent } from './recent.ts';

describe('a value that was read recently', () => {
  let stored = 'old';
  const read = () => Promise.resolve(stored);

  test('is not read again, until it is forgotten or too old', async () => {
    const recent = new Recent<string>(60_000);
    stored = 'old';
    await recent.get('a', read);
    stored = 'new';
    expect(await recent.get('a', read)).toBe('old');
    recent.forget('a');
    expect(await recent.get('a', read)).toBe('new');
    const expired = new Recent<string>(0);
    await expired.get('a', read);
    stored = 'newer';
    expect(await expired.get('a', read)).toBe('newer');
  });

  test('a read in progress while the key is forgotten serves its caller only', async () => {
    const recent = new Recent<string>(60_000);
    const slow = Promise.withResolvers<string>();
    const asked = recent.get('a', () => slow.promise);
    recent.forget('a');
    slow.resolve('old');
    expect(await asked).toBe('old');
    expect(await recent.get('a', () => Promise.resolve('new'))).toBe('new');
  });

  test('a failed read is not kept', async () => {
    const recent = new Recent<string>(60_000);
    await expect(recent.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await recent.get('a', () => Promise.resolve('back'))).toBe('back');
  });

  test('the cache does not grow without limit', async () => {
    const recent = new Recent<string>(60_000, 2);
    let reads = 0;
    const count = () => Promise.resolve(String((reads += 1)));
    for (const key of ['a', 'b', 'c', 'a']) await recent.get(key, count);
    expect(reads).toBe(4);
  });
});
