import { Injectable } from '@nestjs/common';
import { type AggregateFields, AggregateStore, Relay } from '@passline/event-log';
import type { Model } from 'mongoose';
import { Scheduler } from '../scheduler/scheduled-task.ts';

/** By the name of a task: the due time that a state of the aggregate has for it. */
type DueTimes<Doc> = Readonly<Record<string, (doc: Doc) => Date | null | undefined>>;

/** Creates the store of each kind of aggregate and registers it with the relay. Without it the events are not relayed. */
@Injectable()
export class AggregateStores {
  constructor(
    private readonly relay: Relay,
    private readonly scheduler: Scheduler,
  ) {}

  of<Doc extends AggregateFields>(
    model: Model<Doc>,
    kind: string,
    dueTimes: DueTimes<Doc> = {},
  ): AggregateStore<Doc> {
    this.relay.register(model);
    const expected = Object.entries(dueTimes).map(
      ([task, dueAt]) => [this.scheduler.expecting(task), dueAt] as const,
    );
    return new AggregateStore(model, {
      kind,
      relay: this.relay,
      onStored: (doc) => {
        for (const [expect, dueAt] of expected) expect(dueAt(doc));
      },
    });
  }
}
