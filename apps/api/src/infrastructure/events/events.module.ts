import {
  Global,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Logger as EventLogger, Relay } from '@passline/event-log';
import type { Connection } from 'mongoose';
import { StoreSharing } from '../database/store-sharing.ts';
import { Tracing } from '../tracing/tracing.ts';
import { AggregateStores } from './aggregate-stores.ts';
import { eventVersions } from './event-versions.ts';
import { DurableConsumers } from './durable-consumers.ts';

const log = new Logger('EventLog');
const logger: EventLogger = {
  // Under another name an error would be logged as {}.
  warn: (message, { error, ...details } = {}) => log.warn({ ...details, err: error, msg: message }),
  error: (message, { error, ...details } = {}) => log.error({ ...details, err: error, msg: message }),
};

/** Relays the events of every aggregate to the durable consumers. */
@Global()
@Module({
  providers: [
    DurableConsumers,
    {
      provide: Relay,
      inject: [getConnectionToken(), DurableConsumers, StoreSharing, Tracing],
      useFactory: (
        connection: Connection,
        { list: consumers }: DurableConsumers,
        sharing: StoreSharing,
        tracing: Tracing,
      ) => {
        // The relay keeps the array of consumers; modules add to it until the relay starts.
        const relay = new Relay({
          connection,
          consumers,
          logger,
          versions: eventVersions,
          ...(tracing.isOn && { tracing }),
          isShared: () => sharing.isShared,
        });
        sharing.onChange(() => relay.sharingChanged());
        return relay;
      },
    },
    AggregateStores,
  ],
  exports: [DurableConsumers, Relay, AggregateStores],
})
export class EventsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly relay: Relay) {}

  /** Starts after every domain has added its consumers: an event relayed earlier would not reach them. */
  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
