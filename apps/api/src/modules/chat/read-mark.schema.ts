import { type ChatMark, chatMarkSchema } from './chat-mark.ts';

/** How far a user has read a conversation. */
export interface ReadMarkDoc extends ChatMark {
  userId: string;
}

export const READ_MARK = 'ReadMark';

export const ReadMarkSchema = chatMarkSchema<ReadMarkDoc>('chat_reads', 'userId');
