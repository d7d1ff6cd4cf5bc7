import { Injectable, Logger } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { WorkerBus } from '../../infrastructure/workers/worker-bus.ts';
import { RedisConnection } from './redis-connection.ts';

/**
 * Messages between nodes, and their answers. Each sender declares its own by augmenting this interface.
 * @public
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the senders
export interface NodeMessages {}

type Name = keyof NodeMessages;
type Message<N extends Name> = NodeMessages[N]['message'];
type Reply<N extends Name> = NodeMessages[N]['answer'];
type Listener = (message: never) => unknown;

const answerTimeoutMs = 1_000;

/**
 * Sends messages to the other nodes through the Socket.IO adapter. Nothing that must arrive depends on it: a lost
 * publication is read from the log, and a request returns the answers that came in time.
 */
@Injectable()
export class NodeBus {
  readonly #log = new Logger(NodeBus.name);
  readonly #listeners = new Map<string, Listener>();
  #namespace: Namespace | undefined;

  constructor(
    private readonly workerBus: WorkerBus,
    private readonly redis: RedisConnection,
  ) {}

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
    for (const [name, listener] of this.#listeners) this.#bind(name, listener);
  }

  /** Whether Socket.IO's adapter reaches other processes. The one in memory does not. */
  get reachesOthers(): boolean {
    return this.workerBus.slot !== null || this.redis.isConfigured;
  }

  on<N extends Name>(name: N, listener: (message: Message<N>) => Reply<N> | Promise<Reply<N>>): void {
    this.#listeners.set(name, listener);
    if (this.#namespace) this.#bind(name, listener);
  }

  send<N extends Name>(name: N, message: Message<N>): void {
    if (!this.reachesOthers) return;
    try {
      this.#namespace?.serverSideEmit(name, message);
    } catch (error) {
      this.#log.warn({ err: error, msg: 'message to other nodes could not be sent', message: name });
    }
  }

  /** The answers that arrived in time. */
  async request<N extends Name>(name: N, question: Message<N>): Promise<Reply<N>[]> {
    const namespace = this.#namespace;
    if (!namespace || !this.reachesOthers) return [];
    return new Promise((resolve) => {
      const timeout = setTimeout(() => resolve([]), answerTimeoutMs);
      namespace.serverSideEmit(name, question, (_error: unknown, answers: Reply<N>[] | undefined) => {
        clearTimeout(timeout);
        resolve(answers ?? []);
      });
    });
  }

  #bind(name: string, listener: Listener): void {
    const receive = async (message: never, answer?: (value: unknown) => void) => {
      try {
        const value = await listener(message);
        answer?.(value);
      } catch (error) {
        this.#log.error({ err: error, msg: 'message of another node could not be handled', message: name });
      }
    };
    this.#namespace?.on(name as never, receive as never);
  }
}
