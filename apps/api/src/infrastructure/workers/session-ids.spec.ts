import { sessionIds, workerOf } from './session-ids.ts';

test.each([
  [undefined, /^[\w-]{20}$/],
  ['a', /^a-[\w-]{18}$/],
  ['n042', /^n042-[\w-]{15}$/],
])('a session of the node %p is named by it, and no two alike', (nodeId, form) => {
  const ids = Array.from({ length: 1000 }, sessionIds(nodeId));
  expect(ids.every((id) => form.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([undefined, 'n1'])('a session id of node %s ends with the number of its worker', (nodeId) => {
  const sid = sessionIds(nodeId, 12)();
  expect(workerOf(`/socket.io/?EIO=4&transport=polling&sid=${sid}&t=abc`)).toBe(12);
  expect(workerOf(`/socket.io/?EIO=4&transport=polling&sid=${sessionIds(nodeId)()}`)).toBeNull();
  expect(workerOf('/socket.io/?EIO=4&transport=polling')).toBeNull();
  expect(workerOf(`/api/v1/orders?sid=${sid}`)).toBeNull();
});
