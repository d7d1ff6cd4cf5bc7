import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { RedisLine } from './redis-line.ts';

type Hear = (message: Buffer, channel: Buffer) => void;

/**
 * Socket.IO's sharded adapter over our line. It takes a Redis client at its word: a rejected subscription or count would
 * end the process, so what it is given looks like a client and never rejects. `static`: rooms are everybody's own, and
 * nodes only speak to nodes; a subscription for each room would be of no use.
 */
export function adapterOver(line: RedisLine): ReturnType<typeof createShardedAdapter> {
  const client = {
    sSubscribe: (channel: string, hear: Hear) => line.subscribe(channel, hear),
    sUnsubscribe: async (channels: string | string[]) => line.unsubscribe([channels].flat()),
    sPublish: (channel: string, message: string | Uint8Array) => line.publish(channel, message),
    /** It only asks how many listen. */
    sendCommand: async ([, , channel = '']: string[]) => [channel, await line.listenersOf(channel)],
  };
  return createShardedAdapter(client, client, { subscriptionMode: 'static', channelPrefix: 'passline' });
}
