import type { AuditEntry, AuditPage } from '@passline/contracts';
import { withNextPage, withFirstPage } from './pagination.ts';

const page = (ids: string, nextCursor: string | null, names = {}): AuditPage => ({
  items: Array.from(ids, (id) => ({ id }) as AuditEntry),
  nextCursor,
  names,
});
const idsOf = ({ items }: AuditPage) => items.map(({ id }) => id).join('');

it('begins with what it is given', () => {
  expect(withFirstPage(undefined, page('dc', '2'))).toEqual(page('dc', '2'));
});

it('puts what is new above, and keeps what was read below', () => {
  const read = withNextPage(page('dc', '2', { x: 'X' }), page('ba', null, { y: 'Y' }));
  expect(read).toEqual(page('dcba', null, { x: 'X', y: 'Y' }));
  expect(withFirstPage(read, page('ed', '3', { x: 'Z' }))).toEqual(page('edcba', null, { x: 'Z', y: 'Y' }));
  expect(withFirstPage(read, page('dc', '2'))).toEqual({ ...read });
});

it('goes on from the newest page when nothing was read below it', () => {
  expect(withFirstPage(page('dc', '2'), page('ed', '3')).nextCursor).toBe('2');
  expect(withFirstPage(page('d', null), page('ed', null))).toEqual(page('ed', null));
});

it('begins again when something lies between, instead of leaving it out', () => {
  const after = withFirstPage(page('cba', null), page('gf', '4'));
  expect(idsOf(after)).toBe('gf');
  expect(after.nextCursor).toBe('4');
});
