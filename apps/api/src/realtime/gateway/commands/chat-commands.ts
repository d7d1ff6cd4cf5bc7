import { Injectable } from '@nestjs/common';
import { streamsOf } from '@passline/contracts';
import type { Caller } from '../../../common/access/caller.ts';
import { ChatService } from '../../../modules/chat/chat.service.ts';
import { RoomPolicy } from '../../authorization/room-policy.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { ChatPresence } from '../../delivery/chat-presence.ts';
import { VolatileBroadcaster } from '../../delivery/volatile-broadcaster.ts';
import { Throttle } from '../../delivery/throttle.ts';
import type { Body, Payload } from './command.decorator.ts';

const typingLastsMs = 2_000;

/** Chat commands: send messages of an order, confirm and read them, and show who is there and who is typing. */
@Injectable()
export class ChatCommands {
  readonly #typing = new Throttle(typingLastsMs);

  constructor(
    private readonly chat: ChatService,
    private readonly policy: RoomPolicy,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly presences: ChatPresence,
  ) {}

  async send(caller: Caller, { orderId, ...message }: Payload<'chat:send'>): Promise<Body<'chat:send'>> {
    return { message: await this.chat.send(caller, orderId, message) };
  }

  async read(caller: Caller, orderId: string, upTo: string): Promise<Body<'chat:read'>> {
    await this.chat.read(caller, orderId, upTo);
    return {};
  }

  async delivered(caller: Caller, orderId: string, upTo: string): Promise<Body<'chat:delivered'>> {
    await this.chat.delivered(caller, orderId, upTo);
    return {};
  }

  async presence(caller: Caller, orderId: string): Promise<Body<'chat:presence'>> {
    const { among, reader } = await this.chat.participants(caller, orderId);
    return { sides: await this.presences.of(among, reader) };
  }

  async typing(socket: LiveSocket, caller: Caller, orderId: string): Promise<Body<'chat:typing'>> {
    await this.policy.assertAllowed(caller, orderId, 'order:chat');
    if (this.#typing.allows(`${orderId} ${caller.id}`))
      this.broadcaster.broadcast({
        event: 'chat:typing',
        payload: { orderId, userId: caller.id, name: caller.name },
        rooms: streamsOf('chat:typing', { order: orderId }),
        except: socket.id,
      });
    return {};
  }
}
