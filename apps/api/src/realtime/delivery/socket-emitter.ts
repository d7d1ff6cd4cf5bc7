import type { Meta } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import type { Namespace } from 'socket.io';
import { watchersOf } from '../connections/standing.ts';
import { watcherView } from '../watcher-view.ts';
import type { Holds } from './holds.ts';

/** How one socket comes to hear it. */
interface Hearing {
  streams: string[];
  /** As a participant of at least one of them, not only as somebody who looks on. */
  whole: boolean;
}

/**
 * Sends one event to this node's sockets, once to each, however many of its rooms a socket is in. What rides beside
 * it names the places in those streams that the socket is in, and no others: how busy a restaurant is, or who else
 * follows an order, could be read from their sequences.
 */
export class SocketEmitter {
  readonly #namespace: Namespace;
  readonly #holds: Holds;

  constructor(namespace: Namespace, holds: Holds) {
    this.#namespace = namespace;
    this.#holds = holds;
  }

  /** Answers how many sockets it was sent to, or will be as soon as they have been told what they missed. */
  send(publication: SequencedPublication): number {
    const streams = Object.keys(publication.streams);
    const largest = this.#largest(streams);
    const apart = this.#apart(streams, largest);
    let sent = this.#sendToRest(largest, apart, publication);
    const groups = new Map<string, { hearing: Hearing; sockets: string[] }>();
    for (const [socket, hearing] of apart) {
      const key = `${String(hearing.whole)} ${hearing.streams.join(' ')}`;
      const group = groups.get(key);
      if (group) group.sockets.push(socket);
      else groups.set(key, { hearing, sockets: [socket] });
    }
    for (const { hearing, sockets } of groups.values()) sent += this.#sendTo(sockets, hearing, publication);
    return sent;
  }

  #members(room: string): ReadonlySet<string> {
    return this.#namespace.adapter.rooms.get(room) ?? nobody;
  }

  /** Sent to as a whole; only who is in others as well is looked at one by one. */
  #largest(streams: readonly string[]): string {
    let largest = '';
    for (const stream of streams)
      if (this.#members(stream).size > this.#members(largest).size) largest = stream;
    return largest;
  }

  #apart(streams: readonly string[], largest: string): Map<string, Hearing> {
    const apart = new Map<string, Hearing>();
    const rest = this.#members(largest);
    const add = (socket: string, stream: string, whole: boolean) => {
      const hearing = apart.get(socket);
      if (hearing) {
        hearing.streams.push(stream);
        hearing.whole ||= whole;
      } else if (rest.has(socket)) apart.set(socket, { streams: [largest, stream], whole: true });
      else apart.set(socket, { streams: [stream], whole });
    };
    for (const stream of streams) {
      if (stream !== largest) for (const socket of this.#members(stream)) add(socket, stream, true);
      for (const socket of this.#members(watchersOf(stream))) add(socket, stream, false);
    }
    return apart;
  }

  #sendToRest(room: string, apart: ReadonlyMap<string, Hearing>, publication: SequencedPublication): number {
    const members = this.#members(room);
    const except: string[] = [];
    for (const socket of apart.keys()) if (members.has(socket)) except.push(socket);
    const sent = members.size - except.length;
    if (sent === 0) return 0;
    const { id, type: event, data: payload } = publication;
    const meta = metaOf(publication, [room]);
    for (const socket of this.#holds.ids())
      if (members.has(socket) && !apart.has(socket)) {
        except.push(socket);
        this.#holds.add(socket, { id, event, payload, meta, rooms: [room] });
      }
    this.#namespace.local.to(room).except(except).emit(event, payload, meta);
    return sent;
  }

  #sendTo(sockets: string[], { streams, whole }: Hearing, publication: SequencedPublication): number {
    const { id, type: event } = publication;
    const payload = whole ? publication.data : watcherView(event, publication.data);
    if (payload === null) return 0;
    const meta = metaOf(publication, streams);
    const rooms = whole ? streams : streams.map(watchersOf);
    const now: string[] = [];
    for (const socket of sockets)
      if (this.#holds.has(socket)) this.#holds.add(socket, { id, event, payload, meta, rooms });
      else now.push(socket);
    if (now.length > 0) this.#namespace.local.to(now).emit(event, payload, meta);
    return sockets.length;
  }
}

const nobody: ReadonlySet<string> = new Set();

function metaOf({ id, at, streams, epoch }: SequencedPublication, heardBy: readonly string[]): Meta {
  const places: Meta['streams'] = {};
  for (const name of heardBy) {
    const seq = streams[name];
    if (seq !== undefined) places[name] = { seq, epoch };
  }
  return { id, at: at.toISOString(), streams: places };
}
