import { type Actor, type AggregateFields, type AggregateStore, isDuplicateKey } from '@passline/event-log';
import type { EventDraft } from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
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
