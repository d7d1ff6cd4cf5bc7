import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ChatSide } from '@passline/contracts';
import type { Actor, AggregateStore } from '@passline/event-log';
import type { Model } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { allPublished } from '../../infrastructure/events/all-published.ts';
import type { Conversation } from './chat.events.ts';
import { moveMark } from './chat-mark.ts';
import { DELIVERY_MARK, type DeliveryMarkDoc } from './delivery-mark.schema.ts';
import type { MessageDoc } from './message.schema.ts';

/** One mark per side of a conversation: the first device that receives a message moves it. */
@Injectable()
export class DeliveryMarks {
  readonly #store: AggregateStore<DeliveryMarkDoc>;

  constructor(
    @InjectModel(DELIVERY_MARK) private readonly marks: Model<DeliveryMarkDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(marks, 'delivery mark');
  }

  of(orderId: string): Promise<DeliveryMarkDoc[]> {
    return this.marks.find({ orderId }).lean<DeliveryMarkDoc[]>();
  }

  async mark(message: MessageDoc, side: ChatSide, conversation: Conversation, actor: Actor): Promise<void> {
    const { orderId } = conversation;
    await moveMark(
      this.marks,
      this.#store,
      { _id: `${orderId}.${side}`, orderId, side },
      message,
      { type: 'chat.delivered', data: { ...conversation, side, upTo: message._id } },
      actor,
    );
  }

  /** Returns how many documents remain, because their events are not published yet. */
  async removeOf(orderIds: readonly string[]): Promise<number> {
    const of = { orderId: { $in: orderIds } };
    await this.marks.deleteMany({ ...of, ...allPublished });
    return this.marks.countDocuments(of);
  }

  async forgetBefore(before: Date, atMost: number): Promise<number> {
    const old = { at: { $lt: before }, ...allPublished };
    const marks = await this.marks.find(old, { _id: 1 }).sort({ at: 1 }).limit(atMost).lean();
    await this.marks.deleteMany({ _id: { $in: marks.map(({ _id }) => _id) }, ...allPublished });
    return marks.length;
  }
}
