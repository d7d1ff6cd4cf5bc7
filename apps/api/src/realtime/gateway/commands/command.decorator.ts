import { applyDecorators } from '@nestjs/common';
import { type CommandName, commands } from '@passline/contracts';
import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';

/** The message name of the handler for unknown commands. */
export const unknownCommand = '*';

export type Payload<N extends CommandName> = z.output<(typeof commands)[N]['payload']>;
export type Body<N extends CommandName> = z.output<(typeof commands)[N]['answer']>;

/** Binds a method to its command in the contract. The compiler checks that it returns the answer defined there. */
export function Command<const N extends CommandName>(name: N) {
  const bind = applyDecorators(SubscribeMessage(name));
  return <T extends (...input: never[]) => Body<N> | Promise<Body<N>>>(
    gateway: object,
    method: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => bind(gateway, method, descriptor);
}

/** The payload, parsed by the schema of that command. */
export const CommandPayload = (name: CommandName): ParameterDecorator =>
  MessageBody({ schema: commands[name].payload });
