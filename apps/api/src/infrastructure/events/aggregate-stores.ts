import { Injectable } from '@nestjs/common';
import { type AggregateFields, AggregateStore, Relay } from '@passline/event-log';
import type { Model } from 'mongoose';

/** Creates the store of each kind of aggregate and registers it with the relay. Without it the events are not relayed. */
@Injectable()
export class AggregateStores {
  constructor(private readonly relay: Relay) {}

  of<Doc extends AggregateFields>(model: Model<Doc>, kind: string): AggregateStore<Doc> {
    this.relay.register(model);
    return new AggregateStore(model, { kind, relay: this.relay });
  }
}
