import { Subject } from 'rxjs';
import type { RealtimeClientOptions } from '../client-options.ts';
import { createRealtimeClient } from '../client.ts';
import { ScriptedSocket } from './scripted-socket.ts';
import { VirtualTime } from './virtual-time.ts';

/** A client whose socket, clock and page the test controls. Random values are always the lowest. */
export function scriptedClient(options: Partial<RealtimeClientOptions> = {}) {
  const time = new VirtualTime();
  const socket = new ScriptedSocket();
  const online = new Subject<boolean>();
  const visible = new Subject<boolean>();
  const client = createRealtimeClient({
    connect: () => socket,
    token: () => 'token-1',
    scheduler: time,
    random: () => 0,
    online,
    visible,
    liveness: false,
    ...options,
  });
  const states: string[] = [];
  client.status$.subscribe(({ state, reason }) => states.push(reason ? `${state}: ${reason}` : state));
  const errors: string[] = [];
  client.errors$.subscribe(({ code }) => errors.push(code));
  socket.answers.set('sync', () => ({ ok: true, streams: {}, missed: [], denied: [], more: false }));
  /** Connects and registers, up to the first sync. */
  const connected = async (rooms: string[] = []) => {
    client.start();
    await time.settle();
    socket.accept(rooms);
    await time.settle();
  };
  return { client, time, socket, online, visible, states, errors, connected };
}

/** An event as sent by the server: payload and meta. */
export const wired = (id: string, places: Record<string, number>, epoch = 'e1') =>
  [
    { orderId: id },
    {
      id,
      at: '2030-01-01T00:00:00.000Z',
      streams: Object.fromEntries(Object.entries(places).map(([stream, seq]) => [stream, { seq, epoch }])),
    },
  ] as const;
