import { isFromWorker, isToWorker } from './worker-messages.ts';

test.each([
  [{ type: 'stop' }, true],
  [{ type: 'load', connections: 3 }, true],
  // Socket.IO's cluster adapter uses the same channel.
  [{ source: '_sio_adapter', type: 3 }, false],
  [{ source: '_sio_adapter', type: 'stop' }, false],
  [{ type: 7 }, false],
  ['stop', false],
  [null, false],
])('%j is a message between primary and worker: %s', (message, isOurs) => {
  expect(isToWorker(message)).toBe(isOurs);
  expect(isFromWorker(message)).toBe(isOurs);
});
