import { Injectable } from '@nestjs/common';
import { type AggregateFields, AggregateStore, Relay } from '@passline/event-log';
import type { Model } from 'mongoose';

/** Makes the one writer of each kind of aggregate, so that none is forgotten by the relay. */
@Injectable()
export class Aggregates {
  constructor(private readonly relay: Relay) {}

  of<Doc extends AggregateFields>(model: Model<Doc>, kind: string): AggregateStore<Doc> {
    this.relay.register(model);
    return new AggregateStore(model, { kind, relay: this.relay });
  }
}
