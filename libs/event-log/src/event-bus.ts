import eventemitter2 from 'eventemitter2';
import type { EnvelopeOf, EventEnvelope, EventName } from './envelope.ts';
import { silentLogger, type Logger } from './logger.ts';

export type Listener<E> = (envelope: E) => unknown;

/**
 * Tells this process, and only this process, what was committed. It is a convenience for things that may
 * be missed (timers, caches, counters): after a crash nothing is told again. What must happen is a
 * durable consumer of the relay. A listener that throws or rejects is logged and disturbs nobody.
 */
export class EventBus {
  readonly #emitter: eventemitter2.EventEmitter2;
  readonly #logger: Logger;

  constructor(options: { emitter?: eventemitter2.EventEmitter2; logger?: Logger } = {}) {
    this.#emitter = options.emitter ?? new eventemitter2.EventEmitter2({ maxListeners: 0 });
    this.#logger = options.logger ?? silentLogger;
  }

  /** Returns the call that takes the listener off again. */
  on<T extends EventName>(type: T, listener: Listener<EnvelopeOf<T>>): () => void {
    const guarded = this.#guard(listener as Listener<EventEnvelope>);
    this.#emitter.on(type, guarded);
    return () => void this.#emitter.off(type, guarded);
  }

  onAny(listener: Listener<EventEnvelope>): () => void {
    const guarded = this.#guard(listener);
    const heard = (_type: string | string[], envelope: EventEnvelope) => guarded(envelope);
    this.#emitter.onAny(heard);
    return () => void this.#emitter.offAny(heard);
  }

  /** For the relay: only what was committed may be told. */
  emit(envelope: EventEnvelope): void {
    try {
      this.#emitter.emit(envelope.type, envelope);
    } catch (error) {
      // Somebody else's listener on a shared emitter: ours are guarded one by one.
      this.#complain(envelope, error);
    }
  }

  #guard(listener: Listener<EventEnvelope>): (envelope: EventEnvelope) => void {
    return (envelope) => {
      try {
        const outcome = listener(envelope);
        if (outcome instanceof Promise) outcome.catch((error: unknown) => this.#complain(envelope, error));
      } catch (error) {
        this.#complain(envelope, error);
      }
    };
  }

  #complain(envelope: EventEnvelope, error: unknown): void {
    this.#logger.error('a listener failed', { event: envelope.type, eventId: envelope.id, error });
  }
}
