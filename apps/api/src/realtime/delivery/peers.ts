import { Injectable, Logger } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import type { NodeMessages } from './node-messages.ts';

type Name = keyof NodeMessages;
type Message<N extends Name> = NodeMessages[N]['message'];
type Reply<N extends Name> = NodeMessages[N]['answer'];
type Listener = (message: never) => unknown;

const patienceMs = 1_000;

/**
 * Speaks to the other nodes through whatever Socket.IO adapter there is. Nothing that must arrive depends on it: a
 * message that is lost is healed from the log, a question that is not answered in time is answered by those who did.
 */
@Injectable()
export class Peers {
  readonly #log = new Logger(Peers.name);
  readonly #listeners = new Map<string, Listener>();
  #namespace: Namespace | undefined;
  #any = false;

  /** `any`: whether the adapter reaches other processes; the one in memory has nobody to speak to. */
  attach(namespace: Namespace, any: boolean): void {
    this.#namespace = namespace;
    this.#any = any;
    for (const [name, listener] of this.#listeners) this.#bind(name, listener);
  }

  get any(): boolean {
    return this.#any;
  }

  on<N extends Name>(name: N, listener: (message: Message<N>) => Reply<N> | Promise<Reply<N>>): void {
    this.#listeners.set(name, listener);
    if (this.#namespace) this.#bind(name, listener);
  }

  tell<N extends Name>(name: N, message: Message<N>): void {
    if (!this.any) return;
    try {
      this.#namespace?.serverSideEmit(name, message);
    } catch (error) {
      this.#log.warn({ err: error, msg: 'other nodes could not be told', message: name });
    }
  }

  /** What each of the others answered within the time; without those that did not. */
  async ask<N extends Name>(name: N, question: Message<N>): Promise<Reply<N>[]> {
    const namespace = this.#namespace;
    if (!namespace || !this.any) return [];
    return new Promise((resolve) => {
      const impatience = setTimeout(() => resolve([]), patienceMs);
      namespace.serverSideEmit(name, question, (_error: unknown, answers: Reply<N>[] | undefined) => {
        clearTimeout(impatience);
        resolve(answers ?? []);
      });
    });
  }

  #bind(name: string, listener: Listener): void {
    const hear = async (message: never, answer?: (value: unknown) => void) => {
      try {
        const value = await listener(message);
        answer?.(value);
      } catch (error) {
        this.#log.error({ err: error, msg: 'a message of another node could not be taken', message: name });
      }
    };
    this.#namespace?.on(name as never, hear as never);
  }
}
