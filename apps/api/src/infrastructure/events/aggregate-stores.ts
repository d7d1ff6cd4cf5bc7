import { Injectable } from '@nestjs/common';
import { type AggregateFields, AggregateStore, Relay } from '@passline/event-log';
import type { Model } from 'mongoose';
import { eventVersions } from './event-versions.ts';
import { Tracing } from '../tracing/tracing.ts';
import { Scheduler } from '../scheduler/scheduled-task.ts';

/** For each scheduled task, by name: reads from a document when that task is next due for it. */
type DueTimeReaders<Doc> = Readonly<Record<string, (doc: Doc) => Date | null | undefined>>;

/**
 * Creates the store of each kind of aggregate, and registers the model with the relay. Events of an unregistered model
 * would never be relayed.
 */
@Injectable()
export class AggregateStores {
  constructor(
    private readonly relay: Relay,
    private readonly scheduler: Scheduler,
    private readonly tracing: Tracing,
  ) {}

  of<Doc extends AggregateFields>(
    model: Model<Doc>,
    kind: string,
    dueTimeReaders: DueTimeReaders<Doc> = {},
  ): AggregateStore<Doc> {
    this.relay.register(model);
    const expected = Object.entries(dueTimeReaders).map(
      ([task, dueAt]) => [this.scheduler.expecting(task), dueAt] as const,
    );
    return new AggregateStore(model, {
      kind,
      relay: this.relay,
      versions: eventVersions,
      ...(this.tracing.isOn && { tracing: this.tracing }),
      onStored: (doc) => {
        for (const [expect, dueAt] of expected) expect(dueAt(doc));
      },
    });
  }
}
