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
import { AggregateStores } from './aggregate-stores.ts';
import { ConsumerRegistry } from './consumer-registry.ts';

const log = new Logger('EventLog');
const logger: EventLogger = {
  warn: (message, details) => log.warn({ ...details, msg: message }),
  error: ((message, { error, ...details } = {}) =>
    log.error({ ...details, err: error, msg: message })) satisfies EventLogger['error'],
};

/** Relays the events of every aggregate to the durable consumers. */
@Global()
@Module({
  providers: [
    ConsumerRegistry,
    {
      provide: Relay,
      inject: [getConnectionToken(), ConsumerRegistry],
      useFactory: (connection: Connection, consumers: ConsumerRegistry) =>
        // The relay keeps this array; modules add to it until the relay starts.
        new Relay({ connection, consumers: consumers.list, logger }),
    },
    AggregateStores,
  ],
  exports: [ConsumerRegistry, Relay, AggregateStores],
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
