import type { ChatMessage, Role } from '@passline/contracts';
import { type ChatSide, chatSideOf } from '@passline/contracts/browser';

/** Sent messages that the server has not acknowledged, or has rejected. */
export interface ChatEvent {
  id: string;
  text: string;
  at: string;
  failed: boolean;
}
export interface Conversation {
  messages: readonly ChatMessage[];
  spoken: readonly ChatEvent[];
  /** The last message that each participant has read, with the side that they are on. */
  reads: ReadonlyMap<string, ChatMark>;
  /** The last message that a device of each side has received. */
  deliveries: ReadonlyMap<string, ChatMark>;
}
/** `side` is null for a participant whose side is unknown. */
export interface ChatMark {
  side: ChatSide | null;
  upTo: string;
}
export type MessageState = 'sent' | 'delivered' | 'read';

export const emptyConversation: Conversation = {
  messages: [],
  spoken: [],
  reads: new Map(),
  deliveries: new Map(),
};

/** Snapshot, event and answer can contain the same message: its id identifies it. */
export function withEvents(talk: Conversation, ...received: ChatMessage[]): Conversation {
  const all = new Map([...talk.messages, ...received].map((message) => [message.id, message]));
  return {
    ...talk,
    messages: [...all.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id)),
    spoken: talk.spoken.filter(({ id }) => !all.has(id)),
  };
}

export const withSending = (talk: Conversation, words: ChatEvent): Conversation => ({
  ...talk,
  spoken: [...talk.spoken.filter(({ id }) => id !== words.id), words],
});

export const withFailed = (talk: Conversation, id: string): Conversation => ({
  ...talk,
  spoken: talk.spoken.map((it) => (it.id === id ? { ...it, failed: true } : it)),
});

export const withReadMark = (talk: Conversation, userId: string, mark: ChatMark): Conversation => ({
  ...talk,
  reads: new Map(talk.reads).set(userId, mark),
});

export const withDelivery = (talk: Conversation, mark: ChatMark & { side: ChatSide }): Conversation => ({
  ...talk,
  deliveries: new Map(talk.deliveries).set(mark.side, mark),
});

/**
 * How far the user's messages have come: for each state the last message that has reached it, if none later has reached a
 * further one. Another side must have them: colleagues of the sender do not count.
 */
export function statesOfMine(talk: Conversation, me: string): ReadonlyMap<string, MessageState> {
  const { messages } = talk;
  const lastOfMine = (upTo: number) => messages.findLastIndex(({ from }, i) => i <= upTo && from.id === me);
  const sent = lastOfMine(messages.length);
  const sender = messages[sent];
  if (!sender) return new Map();
  const side = chatSideOf(sender.from.role as Role);
  const reachedBy = (marks: ReadonlyMap<string, ChatMark>) => {
    const others = [...marks].filter(([who, mark]) => who !== me && mark.side !== side);
    return lastOfMine(
      Math.max(-1, ...others.map(([, { upTo }]) => messages.findIndex(({ id }) => id === upTo))),
    );
  };
  const read = reachedBy(talk.reads);
  const delivered = Math.max(read, reachedBy(talk.deliveries));
  // Of two states of one message the later in this list counts.
  return new Map(
    (
      [
        [sent, 'sent'],
        [delivered, 'delivered'],
        [read, 'read'],
      ] as const
    ).flatMap(([at, state]) => {
      const message = messages[at];
      return message ? [[message.id, state] as const] : [];
    }),
  );
}
