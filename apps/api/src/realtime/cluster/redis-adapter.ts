import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { RedisConnection } from './redis-connection.ts';

type Listener = (message: Buffer, channel: Buffer) => void;

/**
 * Socket.IO's sharded adapter over RedisConnection. The adapter does not catch rejections, and a rejected subscription or
 * count would end the process. So it gets an object that looks like a client and never rejects. `static`: each node
 * serves rooms by itself, so a subscription per room is not needed.
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
