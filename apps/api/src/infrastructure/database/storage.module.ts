import { Global, Module } from '@nestjs/common';
import { MongooseModule, type MongooseModuleFactoryOptions } from '@nestjs/mongoose';
import type { RunningEngine } from '@passline/embedded-mongo';
import { retryTransientWrites } from '@passline/event-log';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { LEASE, LeaseSchema, Leases } from './leases.ts';
import { WorkerBus } from '../workers/worker-bus.ts';
import { databaseOf } from './database-name.ts';
import { calmDriver } from './driver-idle.ts';
import { repairDriver } from './driver-repair.ts';
import { engineOwner, openEngine } from './open-engine.ts';
import { SHARED_BUCKET, SharedBucketSchema, SharedBuckets } from '../rate-limits/shared-buckets.ts';
import { ENGINE, Storage } from './storage.ts';
import { StoreSharing } from './store-sharing.ts';
import { StoreProbe } from './store-probe.ts';
import { storeTimeouts } from './timeouts.ts';

@Global()
@Module({
  providers: [
    {
      provide: ENGINE,
      inject: [CONFIG, WorkerBus],
      // With several workers, the primary holds the engine.
      useFactory: (config: Config, { slot }: WorkerBus) =>
        config.mongodbUri || slot ? null : openEngine(config.dataDir),
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
        { slot }: WorkerBus,
        engine: RunningEngine | null,
      ): MongooseModuleFactoryOptions => {
        repairDriver();
        calmDriver();
        retryTransientWrites();
        const uri = engine?.uri ?? config.mongodbUri ?? slot?.storeUri ?? '';
        return {
          uri,
          ...databaseOf(uri),
          ...(engine && { appName: engineOwner }),
          // Storage creates the indexes at start and waits for them.
          autoIndex: false,
          autoCreate: false,
          // An unreachable store is answered with 503 at once; with buffering, a request would hang for ten seconds.
          bufferCommands: false,
          // Timeouts for a store that hangs.
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
  providers: [Storage, StoreSharing, StoreProbe, Leases, SharedBuckets],
  exports: [Storage, StoreSharing, StoreProbe, Leases, SharedBuckets],
})
export class StorageModule {}
