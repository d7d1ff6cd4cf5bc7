import type { StreamPosition } from '@passline/event-log';
import type { Announced } from './announced.ts';

/** How far a stream has been delivered on this node. */
interface Track extends StreamPosition {
  /** Delivered out of turn, past `seq`. */
  ahead: Set<number>;
  /** Until the log has told where the stream stands. */
  opening: Promise<void> | null;
  /** What came while it was opening. */
  early: Announced[];
}

export interface Missing {
  found: Announced[];
  /** The log does not reach back so far. */
  lost: boolean;
}

export interface OrderingPorts {
  head: (stream: string) => Promise<StreamPosition>;
  /** What the log holds after a position. */
  after: (stream: string, position: StreamPosition) => Promise<Missing>;
  deliver: (announced: Announced) => void;
  /** Told of each event that only the log still had, and of each that was sent out of turn. */
  onHealed?: () => void;
  onOutOfTurn?: () => void;
  onError: (error: unknown) => void;
  patienceMs?: number;
}

interface Here {
  stream: string;
  track: Track;
  seq: number;
  epoch: string;
}

const mostParked = 10_000;

/**
 * The one way to local sockets: each event once, and each stream in its order. What comes too early waits a little
 * for its predecessor, which is then looked up in the log. Without it a message that overtakes another one, or comes
 * twice, would reach people just so.
 */
export class Ordering {
  readonly #tracks = new Map<string, Track>();
  /** Waiting for a predecessor, by id and by each place in a stream. */
  readonly #parked = new Map<string, Announced>();
  readonly #byPlace = new Map<string, Announced>();
  readonly #ports: OrderingPorts;
  #timer: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #stopped = false;

  constructor(ports: OrderingPorts) {
    this.#ports = ports;
  }

  get parked(): number {
    return this.#parked.size;
  }

  get streams(): number {
    return this.#tracks.size;
  }

  /** From now on what is said in this stream is delivered here; resolves when its position is known. */
  async open(stream: string): Promise<void> {
    const known = this.#tracks.get(stream);
    if (known) return known.opening ?? undefined;
    const track: Track = { seq: 0, epoch: '', ahead: new Set(), opening: null, early: [] };
    this.#tracks.set(stream, track);
    track.opening = this.#ports.head(stream).then(
      (head) => {
        Object.assign(track, head);
        this.#opened(track);
      },
      (error: unknown) => {
        if (this.#tracks.get(stream) === track) this.#tracks.delete(stream);
        this.#opened(track);
        throw error;
      },
    );
    return track.opening;
  }

  close(stream: string): void {
    this.#tracks.delete(stream);
  }

  /** Everything up to here has been delivered, and everything after it will be. Null: nobody here listens. */
  position(stream: string): StreamPosition | null {
    const track = this.#tracks.get(stream);
    return track?.opening === null ? { seq: track.seq, epoch: track.epoch } : null;
  }

  hasDelivered(stream: string, { seq, epoch }: StreamPosition): boolean {
    const track = this.#tracks.get(stream);
    return track?.opening === null && wasDelivered({ stream, track, seq, epoch });
  }

  /** Whether an entry of the log is still to be delivered here. */
  isWanted({ stream, seq }: { stream: string; seq: number }): boolean {
    const track = this.#tracks.get(stream);
    return (
      track?.opening === null && seq > track.seq && !track.ahead.has(seq) && !this.#isParked(stream, seq)
    );
  }

  offer(announced: Announced): void {
    const queue = [announced];
    for (let next = queue.pop(); next; next = queue.pop()) queue.push(...this.#take(next));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Answers what may follow now. */
  #take(announced: Announced): Announced[] {
    const here = this.#here(announced);
    if (here.length === 0) {
      this.#unpark(announced);
      return [];
    }
    const opening = here.find(({ track }) => track.opening !== null);
    if (opening) {
      opening.track.early.push(announced);
      return [];
    }
    const due = here.filter((place) => !wasDelivered(place));
    if (!due.every(isNext)) {
      this.#park(announced, here);
      return [];
    }
    this.#deliver(announced, due);
    return this.#pass(announced, here);
  }

  #opened(track: Track): void {
    track.opening = null;
    for (const early of track.early.splice(0)) this.offer(early);
  }

  /**
   * A stream that was opened between the log and this node begins behind the event: whoever opened it has been told so.
   * The others have not, and hear it in their streams.
   */
  #deliver(announced: Announced, due: Here[]): void {
    if (due.length === 0) return;
    const streams = Object.fromEntries(due.map(({ stream, seq, epoch }) => [stream, { seq, epoch }]));
    try {
      this.#ports.deliver({ ...announced, streams });
    } catch (error) {
      // It counts as delivered: an event that cannot be sent must not keep all later ones back.
      this.#ports.onError(error);
    }
  }

  #pass(announced: Announced, here: Here[]): Announced[] {
    this.#unpark(announced);
    return here.flatMap((place) => {
      advance(place);
      const follower = this.#byPlace.get(keyOf(place.stream, place.track.seq + 1));
      return follower ? [follower] : [];
    });
  }

  #here({ streams }: Announced): Here[] {
    const here: Here[] = [];
    for (const [stream, { seq, epoch }] of Object.entries(streams)) {
      const track = this.#tracks.get(stream);
      if (track) here.push({ stream, track, seq, epoch });
    }
    return here;
  }

  #isParked(stream: string, seq: number): boolean {
    return this.#byPlace.has(keyOf(stream, seq));
  }

  #park(announced: Announced, here: Here[]): void {
    if (this.#parked.size >= mostParked) {
      this.#outOfTurn(announced);
      return;
    }
    this.#parked.set(announced.id, announced);
    for (const { stream, seq } of here) this.#byPlace.set(keyOf(stream, seq), announced);
    this.#fillSoon();
  }

  #unpark(announced: Announced): void {
    if (!this.#parked.delete(announced.id)) return;
    for (const [stream, { seq }] of Object.entries(announced.streams))
      this.#byPlace.delete(keyOf(stream, seq));
  }

  #fillSoon(): void {
    if (this.#timer || this.#filling || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#filling = this.#fill()
        .catch(this.#ports.onError)
        .finally(() => {
          this.#filling = undefined;
          if (this.#parked.size > 0) this.#fillSoon();
        });
    }, this.#ports.patienceMs ?? 50).unref();
  }

  async #fill(): Promise<void> {
    const waiting = [...this.#parked.values()];
    const gaps = new Set(
      waiting.flatMap((announced) =>
        this.#here(announced)
          .filter((place) => !isNext(place) && !wasDelivered(place))
          .map(({ stream }) => stream),
      ),
    );
    await Promise.all([...gaps].map((stream) => this.#fillGap(stream)));
    // What still waits has all its predecessors waiting too: two streams hold two events in opposite orders.
    // By their ids: the log has read some of them anew meanwhile.
    for (const id of waiting.map(({ id }) => id).sort()) {
      const still = this.#parked.get(id);
      if (still) this.#outOfTurn(still);
    }
  }

  async #fillGap(stream: string): Promise<void> {
    const track = this.#tracks.get(stream);
    if (!track) return;
    const { found, lost } = await this.#ports.after(stream, { seq: track.seq, epoch: track.epoch });
    for (const announced of found) {
      const place = announced.streams[stream];
      if (place && this.isWanted({ stream, seq: place.seq })) this.#ports.onHealed?.();
      this.offer(announced);
    }
    if (lost) this.#skipTo(stream, track);
  }

  /** Clients see the jump in the sequence, ask, and are told to load a snapshot. */
  #skipTo(stream: string, track: Track): void {
    const waiting = [...this.#parked.values()].flatMap(({ streams }) => streams[stream] ?? []);
    const first = waiting.sort((a, b) => a.seq - b.seq)[0];
    if (!first || first.seq <= track.seq) return;
    Object.assign(track, { seq: first.seq - 1, epoch: first.epoch });
    const follower = this.#byPlace.get(keyOf(stream, first.seq));
    if (follower) this.offer(follower);
  }

  #outOfTurn(announced: Announced): void {
    this.#ports.onOutOfTurn?.();
    const here = this.#here(announced);
    this.#deliver(
      announced,
      here.filter((place) => !wasDelivered(place)),
    );
    for (const follower of this.#pass(announced, here)) this.offer(follower);
  }
}

const keyOf = (stream: string, seq: number) => `${stream}#${seq}`;

/** Another epoch is another life of the stream: nothing of the old one says anything about it. */
const isSameLife = ({ track, epoch }: Here) => track.epoch === epoch;

const wasDelivered = (place: Here): boolean =>
  isSameLife(place) && (place.seq <= place.track.seq || place.track.ahead.has(place.seq));

const isNext = (place: Here): boolean => place.seq === (isSameLife(place) ? place.track.seq + 1 : 1);

function advance(place: Here): void {
  const { track, seq, epoch } = place;
  if (!isSameLife(place)) {
    Object.assign(track, { seq: 0, epoch });
    track.ahead.clear();
  }
  if (seq === track.seq + 1) track.seq = seq;
  else if (seq > track.seq) track.ahead.add(seq);
  while (track.ahead.delete(track.seq + 1)) track.seq += 1;
}
