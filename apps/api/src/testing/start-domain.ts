import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModuleMetadata, Provider } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import { Relay } from '@passline/event-log';
import { Test, type TestingModule } from '@nestjs/testing';
import { RateLimitsModule } from '../infrastructure/rate-limits/rate-limits.module.ts';
import { ConfigModule } from '../common/config/config.module.ts';
import { readConfig } from '../common/config/env.ts';
import { DurableConsumers } from '../infrastructure/events/durable-consumers.ts';
import { EventsModule } from '../infrastructure/events/events.module.ts';
import { PersonalDataModule } from '../infrastructure/personal-data/personal-data.module.ts';
import { MailModule } from '../infrastructure/mail/mail.module.ts';
import { StorageModule } from '../infrastructure/database/storage.module.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';
import { WorkersModule } from '../infrastructure/workers/workers.module.ts';
import { Tracing } from '../infrastructure/tracing/tracing.ts';
import { TracingModule } from '../infrastructure/tracing/tracing.module.ts';
import { SchedulerModule } from '../infrastructure/scheduler/scheduler.module.ts';

/** The durable consumer that records for `events()`; it handles every event. */
export const recorder = 'recorder';

export interface Domain {
  get: TestingModule['get'];
  /** All events so far, oldest first, after the outboxes are relayed. */
  events(): Promise<EventEnvelope[]>;
  close(): Promise<void>;
}

/** Starts some domains of the API with the real store, relay and injector, but without the network. */
export async function startDomain(
  imports: NonNullable<ModuleMetadata['imports']>,
  providers: Provider[] = [],
  variables: Record<string, string> = {},
): Promise<Domain> {
  const dataDir = await mkdtemp(join(tmpdir(), 'passline-api-'));
  const config = readConfig({ DATA_DIR: dataDir, DEMO: 'off', ...variables });
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.with(config),
      WorkersModule.with(new WorkerBus()),
      TracingModule.with(Tracing.off),
      StorageModule,
      EventsModule,
      SchedulerModule,
      RateLimitsModule,
      PersonalDataModule,
      MailModule,
      ...imports,
    ],
    providers,
  }).compile();
  // By id, because an event may be delivered twice: on a busy machine the relay repeats what took long.
  const recorded = new Map<string, EventEnvelope>();
  module.get(DurableConsumers).list.push({
    name: recorder,
    handles: () => true,
    consume: async (envelope) => void recorded.set(envelope.id, envelope),
  });
  await module.init();
  return {
    get: module.get.bind(module),
    events: async () => {
      await module.get(Relay).drain();
      return [...recorded.values()];
    },
    close: async () => {
      await module.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
