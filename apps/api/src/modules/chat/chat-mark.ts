import {
  type Actor,
  aggregate,
  type AggregateFields,
  type AggregateStore,
  type EventDraft,
  isDuplicateKey,
} from '@passline/event-log';
import { type Model, type QueryFilter, Schema } from 'mongoose';
import type { MessageDoc } from './message.schema.ts';

/** How far a conversation has been read or delivered. It only moves forward. */
export interface ChatMark extends AggregateFields {
  orderId: string;
  /** Id of the last message. */
  upTo: string;
  /** When that message was sent; orders marks. */
  sentAt: Date;
  /** When the mark last moved; decides retention. */
  at: Date;
}

/** `whose`: the field that names who has read or received the message. */
export function chatMarkSchema<Mark extends ChatMark>(collection: string, whose: 'side' | 'userId') {
  const schema = new Schema<ChatMark>(
    { _id: String, orderId: String, [whose]: String, upTo: String, sentAt: Date, at: Date },
    { collection },
  );
  schema.plugin(aggregate);
  // Finds the marks of a conversation.
  schema.index({ orderId: 1 });
  // Finds marks whose retention period is over.
  schema.index({ at: 1 });
  return schema as unknown as Schema<Mark>;
}

export const covers = (
  { upTo, sentAt }: Pick<ChatMark, 'upTo' | 'sentAt'>,
  { _id, at }: Pick<MessageDoc, '_id' | 'at'>,
): boolean => sentAt > at || (sentAt.getTime() === at.getTime() && upTo >= _id);

/** Moves the mark forward to the message, or creates it. With two devices, the later message counts. */
export async function moveMark<Mark extends ChatMark>(
  model: Model<Mark>,
  store: AggregateStore<Mark>,
  first: Omit<Mark, 'upTo' | 'sentAt' | 'at' | 'version' | 'history'>,
  message: Pick<MessageDoc, '_id' | 'at'>,
  event: EventDraft,
  actor: Actor,
): Promise<void> {
  const { _id } = first;
  const moved = { upTo: message._id, sentAt: message.at, at: new Date() };
  if (!(await model.exists({ _id } as QueryFilter<Mark>)))
    try {
      await store.insert({ ...first, ...moved } as unknown as Mark, [event], actor);
      return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  await store.mutate(
    _id,
    (mark) => (covers(mark, message) ? null : { change: moved as Partial<Mark>, events: [event] }),
    { actor },
  );
}
