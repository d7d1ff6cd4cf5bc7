import { EventBus } from './event-bus.ts';
import type { EventEnvelope } from './envelope.ts';
import { silentLogger } from './logger.ts';
import './testing/tickets.ts';

const opened: EventEnvelope = {
  id: 'e1',
  type: 'ticket.opened',
  at: new Date(0),
  aggregate: { kind: 'ticket', id: 't1', version: 1 },
  actor: null,
  data: { table: 7 },
};

test('a listener hears its own type, with its data typed', () => {
  const bus = new EventBus();
  const heard: number[] = [];
  bus.on('ticket.opened', ({ data }) => heard.push(data.table));
  bus.on('ticket.moved', ({ data }) => heard.push(-data.step));
  bus.emit(opened);
  expect(heard).toEqual([7]);
});

test('a listener that throws or rejects is logged and breaks no other', async () => {
  const logged: unknown[] = [];
  const bus = new EventBus({
    logger: { ...silentLogger, error: (_message, details) => logged.push(details?.['error']) },
  });
  const heard: string[] = [];
  const thrown = new Error('thrown');
  const rejected = new Error('rejected');
  bus.on('ticket.opened', () => {
    throw thrown;
  });
  bus.on('ticket.opened', async () => {
    throw rejected;
  });
  bus.on('ticket.opened', () => heard.push('after'));
  bus.onAny(() => heard.push('any'));
  bus.emit(opened);
  await new Promise(setImmediate);
  expect(heard).toEqual(expect.arrayContaining(['after', 'any']));
  expect(logged).toEqual([thrown, rejected]);
});

test('a listener that was taken off hears nothing', () => {
  const bus = new EventBus();
  const heard: string[] = [];
  const off = bus.on('ticket.opened', () => heard.push('on'));
  const offAny = bus.onAny(() => heard.push('any'));
  off();
  offAny();
  bus.emit(opened);
  expect(heard).toEqual([]);
});
