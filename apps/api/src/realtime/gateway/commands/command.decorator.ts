import { applyDecorators } from '@nestjs/common';
import { type CommandName, commands } from '@passline/contracts';
import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';

/** The handler of whatever we do not know. */
export const unknownCommand = '*';

export type Payload<N extends CommandName> = z.output<(typeof commands)[N]['payload']>;
export type Body<N extends CommandName> = z.output<(typeof commands)[N]['answer']>;

/** Binds a method to its command in the contract; the compiler holds it to the answer that is written there. */
export function Command<const N extends CommandName>(name: N) {
  const bind = applyDecorators(SubscribeMessage(name));
  return <T extends (...input: never[]) => Body<N> | Promise<Body<N>>>(
    gateway: object,
    method: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => bind(gateway, method, descriptor);
}

/** What the client sent, parsed by the schema of that command. */
export const CommandPayload = (name: CommandName): ParameterDecorator =>
  MessageBody({ schema: commands[name].payload });
