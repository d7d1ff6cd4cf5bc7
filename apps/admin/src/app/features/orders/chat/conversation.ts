import type { ChatMessage } from '@passline/contracts';

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
  /** The last message that each participant has read. */
  reads: ReadonlyMap<string, string>;
}
export const emptyConversation: Conversation = { messages: [], spoken: [], reads: new Map() };

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

export const withReadMark = (talk: Conversation, userId: string, upTo: string): Conversation => ({
  ...talk,
  reads: new Map(talk.reads).set(userId, upTo),
});

/** The user's last message that another participant has read. */
export function lastReadOfMine({ messages, reads }: Conversation, me: string): string | undefined {
  const places = [...reads]
    .filter(([who]) => who !== me)
    .map(([, upTo]) => messages.findIndex(({ id }) => id === upTo));
  const furthest = Math.max(-1, ...places);
  return messages.slice(0, furthest + 1).findLast(({ from }) => from.id === me)?.id;
}
