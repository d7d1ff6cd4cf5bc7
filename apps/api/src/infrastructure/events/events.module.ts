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
import { Consumers } from './consumers.ts';

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
    Consumers,
    {
      provide: Relay,
      inject: [getConnectionToken(), Consumers],
      useFactory: (connection: Connection, consumers: Consumers) =>
        new Relay({ connection, consumers: consumers.list, logger }),
    },
    AggregateStores,
  ],
  exports: [Consumers, Relay, AggregateStores],
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
