export { PasslineClient, type PasslineOptions } from './passline-client.ts';
export { Session } from './session.ts';
export { CommandQueue, type CommandOutcome, type QueuedCommand } from './command-queue.ts';
export { type TextStore, memoryStore } from './text-store.ts';
export * from '@passline/api-client';
export * from '@passline/realtime-client';
export type * from '@passline/contracts';
// The contract has another one of this name: the answer to a command.
export type { Answer } from '@passline/api-client';
