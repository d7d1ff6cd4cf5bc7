import { Global, Module } from '@nestjs/common';
import { MongooseModule, type MongooseModuleFactoryOptions } from '@nestjs/mongoose';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/env.ts';
import { LEASE, LeaseSchema, Leases } from './leases.ts';
import { StartProblem } from '../config/start-problem.ts';
import { ENGINE, Storage } from './storage.ts';

@Global()
@Module({
  providers: [
    {
      provide: ENGINE,
      inject: [CONFIG],
      useFactory: (config: Config) => (config.mongodbUri ? null : openEngine(config.dataDir)),
    },
  ],
  exports: [ENGINE],
})
class EngineModule {}

async function openEngine(path: string): Promise<RunningEngine> {
  try {
    return await startEngine({ path, port: 0 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartProblem(`The store in ${path} cannot be opened: ${why}`, { cause: error });
  }
}

const database = 'passline';
const namesDatabase = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/;

@Global()
@Module({
  imports: [
    EngineModule,
    MongooseModule.forRootAsync({
      imports: [EngineModule],
      inject: [CONFIG, ENGINE],
      useFactory: (config: Config, engine: RunningEngine | null): MongooseModuleFactoryOptions => {
        const uri = engine?.uri ?? config.mongodbUri ?? '';
        return {
          uri,
          ...(!namesDatabase.test(uri) && { dbName: database }),
          // Indexes are made once, at start, and waited for: see Storage.
          autoIndex: false,
          autoCreate: false,
          // A store that is away is a 503 now, not an answer that hangs for ten seconds.
          bufferCommands: false,
          serverSelectionTimeoutMS: 3_000,
          writeConcern: { w: 'majority', journal: true },
          retryAttempts: engine ? 0 : 20,
          retryDelay: 1_000,
        };
      },
    }),
    MongooseModule.forFeature([{ name: LEASE, schema: LeaseSchema }]),
  ],
  providers: [Storage, Leases],
  exports: [Storage, Leases],
})
export class StorageModule {}
