import { Global, Module } from '@nestjs/common';
import { MongooseModule, type MongooseModuleFactoryOptions } from '@nestjs/mongoose';
import type { RunningEngine } from '@passline/embedded-mongo';
import { retryTransientWrites } from '@passline/event-log';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { LEASE, LeaseSchema, Leases } from './leases.ts';
import { WorkerBus } from '../workers/worker-bus.ts';
import { databaseOf } from './database.ts';
import { repairDriver } from './driver-repair.ts';
import { openEngine } from './engine.ts';
import { SHARED_BUCKET, SharedBucketSchema, SharedBuckets } from '../rate-limits/shared-buckets.ts';
import { ENGINE, Storage } from './storage.ts';
import { StoreProbe } from './store-probe.ts';
import { storeTimeouts } from './timeouts.ts';

@Global()
@Module({
  providers: [
    {
      provide: ENGINE,
      inject: [CONFIG, WorkerBus],
      // Among several workers it is the primary that holds it.
      useFactory: (config: Config, { seat }: WorkerBus) =>
        config.mongodbUri || seat ? null : openEngine(config.dataDir),
    },
  ],
  exports: [ENGINE],
})
class EngineModule {}

@Global()
@Module({
  imports: [
    EngineModule,
    MongooseModule.forRootAsync({
      imports: [EngineModule],
      inject: [CONFIG, WorkerBus, ENGINE],
      useFactory: (
        config: Config,
        { seat }: WorkerBus,
        engine: RunningEngine | null,
      ): MongooseModuleFactoryOptions => {
        repairDriver();
        retryTransientWrites();
        const uri = engine?.uri ?? config.mongodbUri ?? seat?.storeUri ?? '';
        return {
          uri,
          ...databaseOf(uri),
          // Indexes are made once, at start, and waited for: see Storage.
          autoIndex: false,
          autoCreate: false,
          // A store that is away is a 503 now, not an answer that hangs for ten seconds.
          bufferCommands: false,
          // One that hangs is as good as away, and does not say so.
          ...storeTimeouts(),
          writeConcern: { w: 'majority', journal: true },
          retryAttempts: config.mongodbUri ? 20 : 0,
          retryDelay: 1_000,
        };
      },
    }),
    MongooseModule.forFeature([
      { name: LEASE, schema: LeaseSchema },
      { name: SHARED_BUCKET, schema: SharedBucketSchema },
    ]),
  ],
  providers: [Storage, StoreProbe, Leases, SharedBuckets],
  exports: [Storage, StoreProbe, Leases, SharedBuckets],
})
export class StorageModule {}
