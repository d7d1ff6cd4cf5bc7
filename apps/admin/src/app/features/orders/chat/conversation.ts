import type { ChatMessage } from '@passline/contracts';

/** What somebody here has said and the server has not answered yet, or has refused. */
export interface ChatEvent {
  id: string;
  text: string;
  at: string;
  failed: boolean;
}
export interface Conversation {
  messages: readonly ChatMessage[];
  spoken: readonly ChatEvent[];
  /** Who has read up to which message. */
  reads: ReadonlyMap<string, string>;
}
export const emptyConversation: Conversation = { messages: [], spoken: [], reads: new Map() };

/** Snapshot, event and answer may all bring the same message: its id says that it is one. */
export function withEvents(talk: Conversation, ...said: ChatMessage[]): Conversation {
  const all = new Map([...talk.messages, ...said].map((message) => [message.id, message]));
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

export const withLoaded = (talk: Conversation, userId: string, upTo: string): Conversation => ({
  ...talk,
  reads: new Map(talk.reads).set(userId, upTo),
});

/** The last message of mine that somebody else has read. */
export function lastReadOfMine({ messages, reads }: Conversation, me: string): string | undefined {
  const places = [...reads]
    .filter(([who]) => who !== me)
    .map(([, upTo]) => messages.findIndex(({ id }) => id === upTo));
  const furthest = Math.max(-1, ...places);
  return messages.slice(0, furthest + 1).findLast(({ from }) => from.id === me)?.id;
}
