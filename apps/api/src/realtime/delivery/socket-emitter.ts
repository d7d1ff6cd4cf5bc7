import type { SequencedPublication } from '@passline/event-log';
import type { Namespace } from 'socket.io';
import { watchersOf } from '../connections/socket-session.ts';
import { seenBy, type View, viewOf, wider } from './event-views.ts';
import type { CatchUpBuffer } from './catch-up-buffer.ts';
import { metaOf } from './event-meta.ts';

/** A socket that the room broadcast does not serve, and the streams through which it receives the event. */
interface Recipient {
  streams: string[];
  view: View;
}

/**
 * Sends one event to this node's sockets: once to each, however many of its rooms a socket is in. `meta` holds the
 * positions in the socket's own streams only, because the sequences of the others would show how busy a restaurant is
 * and who else follows an order.
 */
export class SocketEmitter {
  readonly #namespace: Namespace;
  readonly #catchUpBuffer: CatchUpBuffer;

  constructor(namespace: Namespace, catchUpBuffer: CatchUpBuffer) {
    this.#namespace = namespace;
    this.#catchUpBuffer = catchUpBuffer;
  }

  /** Returns how many sockets get it, now or after their replay. */
  send(publication: SequencedPublication): number {
    const streams = Object.keys(publication.streams);
    const largest = this.#largest(streams);
    const apart = this.#apart(streams, largest);
    let sent = this.#sendToRest(largest, apart, publication);
    const groups = new Map<string, { recipient: Recipient; sockets: string[] }>();
    for (const [socket, recipient] of apart) {
      const key = `${recipient.view} ${recipient.streams.join(' ')}`;
      const group = groups.get(key);
      if (group) group.sockets.push(socket);
      else groups.set(key, { recipient, sockets: [socket] });
    }
    for (const { recipient, sockets } of groups.values())
      sent += this.#sendTo(sockets, recipient, publication);
    return sent;
  }

  #members(room: string): ReadonlySet<string> {
    return this.#namespace.adapter.rooms.get(room) ?? none;
  }

  /** One broadcast serves this room; only sockets that are in other rooms as well are handled one by one. */
  #largest(streams: readonly string[]): string {
    let largest = '';
    for (const stream of streams)
      if (this.#members(stream).size > this.#members(largest).size) largest = stream;
    return largest;
  }

  #apart(streams: readonly string[], largest: string): Map<string, Recipient> {
    const apart = new Map<string, Recipient>();
    const rest = this.#members(largest);
    const viewOfRest = viewOf(largest, false);
    const add = (socket: string, stream: string, view: View) => {
      const recipient = apart.get(socket);
      if (recipient) {
        recipient.streams.push(stream);
        recipient.view = wider(recipient.view, view);
      } else if (rest.has(socket))
        apart.set(socket, { streams: [largest, stream], view: wider(viewOfRest, view) });
      else apart.set(socket, { streams: [stream], view });
    };
    for (const stream of streams) {
      if (stream !== largest) {
        const view = viewOf(stream, false);
        for (const socket of this.#members(stream)) add(socket, stream, view);
      }
      for (const socket of this.#members(watchersOf(stream))) add(socket, stream, 'watcher');
    }
    return apart;
  }

  #sendToRest(
    room: string,
    apart: ReadonlyMap<string, Recipient>,
    publication: SequencedPublication,
  ): number {
    const members = this.#members(room);
    const except: string[] = [];
    for (const socket of apart.keys()) if (members.has(socket)) except.push(socket);
    const sent = members.size - except.length;
    if (sent === 0) return 0;
    const { id, type: event } = publication;
    const payload = seenBy(viewOf(room, false), event, publication.data);
    const meta = metaOf(publication, [room]);
    for (const socket of this.#catchUpBuffer.ids())
      if (members.has(socket) && !apart.has(socket)) {
        except.push(socket);
        this.#catchUpBuffer.add(socket, { id, event, payload, meta, rooms: [room] });
      }
    this.#namespace.local.to(room).except(except).emit(event, payload, meta);
    return sent;
  }

  #sendTo(sockets: string[], { streams, view }: Recipient, publication: SequencedPublication): number {
    const { id, type: event } = publication;
    const payload = seenBy(view, event, publication.data);
    if (payload === null) return 0;
    const meta = metaOf(publication, streams);
    const rooms = view === 'watcher' ? streams.map(watchersOf) : streams;
    const now: string[] = [];
    for (const socket of sockets)
      if (this.#catchUpBuffer.has(socket))
        this.#catchUpBuffer.add(socket, { id, event, payload, meta, rooms });
      else now.push(socket);
    if (now.length > 0) this.#namespace.local.to(now).emit(event, payload, meta);
    return sockets.length;
  }
}

const none: ReadonlySet<string> = new Set();
