import { sessionIds } from './session-ids.ts';

test.each([
  [undefined, /^[\w-]{20}$/],
  ['a', /^a-[\w-]{18}$/],
  ['n042', /^n042-[\w-]{15}$/],
])('a session of the node %p is named by it, and no two alike', (nodeId, form) => {
  const ids = Array.from({ length: 1000 }, sessionIds(nodeId));
  expect(ids.every((id) => form.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});
