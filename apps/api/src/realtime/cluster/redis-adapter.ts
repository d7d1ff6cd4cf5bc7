import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { RedisLine } from './redis-line.ts';

type Listener = (message: Buffer, channel: Buffer) => void;

/**
 * Socket.IO's sharded adapter over RedisLine. The adapter does not catch rejections, and a rejected subscription or count
 * would end the process. So it gets an object that looks like a client and never rejects. `static`: each node serves
 * rooms by itself, so a subscription per room is not needed.
 */
export function adapterOver(line: RedisLine): ReturnType<typeof createShardedAdapter> {
  const client = {
    sSubscribe: (channel: string, listener: Listener) => line.subscribe(channel, listener),
    sUnsubscribe: async (channels: string | string[]) => line.unsubscribe([channels].flat()),
    sPublish: (channel: string, message: string | Uint8Array) => line.publish(channel, message),
    /** The adapter only sends PUBSUB SHARDNUMSUB, to count the subscribers. */
    sendCommand: async ([, , channel = '']: string[]) => [channel, await line.listenersOf(channel)],
  };
  return createShardedAdapter(client, client, { subscriptionMode: 'static', channelPrefix: 'passline' });
}
