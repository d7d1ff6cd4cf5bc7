import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PresenceRepository } from './presence.repository.ts';
import { LAST_SEEN, LastSeenSchema, NODE_PRESENCE, NodePresenceSchema } from './presence.schema.ts';
import { Presence } from './presence.ts';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: NODE_PRESENCE, schema: NodePresenceSchema },
      { name: LAST_SEEN, schema: LastSeenSchema },
    ]),
  ],
  providers: [Presence, PresenceRepository],
  exports: [Presence],
})
export class PresenceModule {}
