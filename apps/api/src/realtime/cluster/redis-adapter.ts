import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { RedisConnection } from './redis-connection.ts';

type Listener = (message: Buffer, channel: Buffer) => void;

/**
 * Socket.IO's sharded adapter over RedisConnection. The adapter does not handle failed Redis commands, so one would end
 * the process. It therefore gets a stand-in for a Redis client whose calls never fail. `static` means one subscription per
 * process instead of one per room: each process knows which of its sockets are in a room.
 */
export function redisAdapter(redis: RedisConnection): ReturnType<typeof createShardedAdapter> {
  const client = {
    sSubscribe: (channel: string, listener: Listener) => redis.subscribe(channel, listener),
    sUnsubscribe: async (channels: string | string[]) => redis.unsubscribe([channels].flat()),
    sPublish: (channel: string, message: string | Uint8Array) => redis.publish(channel, message),
    /** The adapter only sends PUBSUB SHARDNUMSUB, to count the subscribers. */
    sendCommand: async ([, , channel = '']: string[]) => [channel, await redis.listenersOf(channel)],
  };
  return createShardedAdapter(client, client, { subscriptionMode: 'static', channelPrefix: 'passline' });
}
