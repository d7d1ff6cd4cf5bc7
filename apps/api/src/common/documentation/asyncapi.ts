import {
  CommandError,
  Meta,
  type Command,
  type WireEvent,
  commands,
  handshakeRefusals,
  isDurable,
  type WireEventName,
  wireEvents,
} from '@passline/contracts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** A name that may be part of a reference. */
const idOf = (name: string) => name.replaceAll(':', '.');
const ref = ($ref: string) => ({ $ref });
const messageOf = (id: string) => ref(`#/channels/socket/messages/${id}`);

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const json: Json = { ...z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' }) };
  delete json['$schema'];
  return json;
}

/** AsyncAPI 3 of everything that goes over the socket: nothing in it is written by hand. */
export function asyncApi(version: string): Json {
  const messages: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  for (const [name, event] of Object.entries<WireEvent>(wireEvents)) {
    const id = idOf(name);
    messages[id] = {
      name,
      title: event.summary,
      summary: `Heard by: ${event.heardBy}.`,
      tags: [{ name: kindOf(name as WireEventName, event) }],
      payload: schemaOf(event.payload, 'output'),
      ...(isDurable(name as WireEventName) && { headers: ref('#/components/schemas/Meta') }),
    };
    operations[`say.${id}`] = {
      action: 'send',
      channel: ref('#/channels/socket'),
      summary: event.summary,
      messages: [messageOf(id)],
    };
  }
  for (const [name, command] of Object.entries<Command>(commands)) {
    const id = `command.${idOf(name)}`;
    messages[id] = { name, title: command.summary, payload: schemaOf(command.payload, 'input') };
    messages[`${id}.answer`] = {
      name: `${name} acknowledgement`,
      title: `What is answered to ${name}`,
      payload: { oneOf: [okOf(command), ref('#/components/schemas/Refused')] },
    };
    operations[id] = {
      action: 'receive',
      channel: ref('#/channels/socket'),
      summary: command.summary,
      messages: [messageOf(id)],
      reply: { channel: ref('#/channels/socket'), messages: [messageOf(`${id}.answer`)] },
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Passline',
      version,
      description: [
        'Socket.IO 4, default namespace. Sign in with `auth: { token }`, or `auth: { trackingToken }` for one order.',
        `A refused handshake is a \`connect_error\` whose message is \`unauthorized\` and whose \`data.code\` is one of ${handshakeRefusals.join(', ')}.`,
        'When the server is too busy, without its store, or stopping, it closes the connection before the handshake is answered: Socket.IO clients reconnect with their back-off.',
        'Commands are answered in their acknowledgement.',
        'Durable events carry a second argument, here described as headers: which event it is, and its place in each stream that brought it.',
        'Volatile events have none: the latest counts, and none is repeated.',
        'Facts of one change of an order share one `version`: skip what is older than what you know, not what is equal; read the order again when one is more than one ahead.',
      ].join('\n\n'),
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: { here: { host: 'localhost:3000', pathname: '/socket.io/', protocol: 'socket.io' } },
    channels: { socket: { address: '/', servers: [ref('#/servers/here')], messages } },
    operations,
    components: {
      schemas: {
        Meta: schemaOf(Meta, 'output'),
        Refused: schemaOf(z.object({ ok: z.literal(false), error: CommandError }), 'output'),
      },
    },
  };
}

export const kindOf = (name: WireEventName, event: WireEvent): 'durable' | 'volatile' | 'direct' =>
  isDurable(name) ? 'durable' : event.volatile ? 'volatile' : 'direct';

function okOf({ answer }: Command): Json {
  const { properties, required, ...rest } = schemaOf(answer, 'output');
  return {
    ...rest,
    properties: { ok: { const: true }, ...(properties as Json | undefined) },
    required: ['ok', ...((required as string[] | undefined) ?? [])],
  };
}
