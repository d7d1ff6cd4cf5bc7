import {
  CommandError,
  Meta,
  type Command,
  type ServiceEvent,
  type WireEvent,
  commands,
  handshakeRefusals,
  isDurable,
  recipientsText,
  type WireEventName,
  wireEvents,
} from '@passline/contracts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** The name without colons, which are not allowed in the ids of messages and operations. */
const idOf = (name: string) => name.replaceAll(':', '.');
const ref = ($ref: string) => ({ $ref });
const messageOf = (id: string) => ref(`#/channels/socket/messages/${id}`);

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const json: Json = { ...z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' }) };
  delete json['$schema'];
  return json;
}

const description = [
  'Socket.IO 4, default namespace. Sign in with `auth: { token }`, or `auth: { trackingToken }` for one order.',
  'A program connects with an API key that has the scope `live`, as `auth: { token: "pl_…" }`. It receives what the screens of its restaurant receive, except the chat; a key for all restaurants joins each with `join:restaurant`. It may send the commands that name a scope of its key.',
  'Without an account, `auth: { storefront: "<id of a restaurant>" }` follows the opening, menu and offers of one restaurant, and nothing else. Such connections are limited by address: beyond the limit `connect_error` has the message `rate_limited` and `data.retryAfter` in seconds.',
  'The opening, menu and offers of a restaurant are in its `storefront`. Join it with `join:storefront`; staff of the restaurant and customers with an open order there are in it automatically. With `auth: { token, storefronts: "joined" }`, or after its first `join:storefront`, a socket receives no other storefronts. Otherwise it receives the status, sold-out dishes and new offers of all restaurants through `public`.',
  `A refused handshake is a \`connect_error\` whose message is \`unauthorized\` and whose \`data.code\` is one of ${handshakeRefusals.join(', ')}.`,
  'When the server is overloaded, has lost its store, or is stopping, it closes the connection without answering the handshake. Socket.IO clients then reconnect with their back-off.',
  'The server answers each command in its acknowledgement.',
  'Webhooks carry the same payloads: `{ type, timestamp, version, restaurantId, data }`, where `type` is the name of an event for a restaurant or its storefront and `data` its payload. See `POST /webhooks`.',
  'Durable events carry a second argument, described here as headers: the id of the event, and its sequence in each stream that delivered it.',
  'Volatile events have no second argument. Only the latest value counts, and the server never repeats one.',
  'All events of one change of an order share one `version`. Skip events with a lower version than yours, but not those with the same version. Read the order again when an event is more than one version ahead.',
].join('\n\n');

/** Generates the AsyncAPI 3 document of all events and commands from the contract. */
export function asyncApi(version: string, serviceEvents: readonly ServiceEvent[] = []): Json {
  const sections = [
    ...Object.entries<WireEvent>(wireEvents).map(([name, event]) =>
      eventSection(name as WireEventName, event),
    ),
    ...Object.entries<Command>(commands).map(([name, command]) => commandSection(name, command)),
    ...serviceEvents.map(serviceEventSection),
  ];
  const messages = Object.fromEntries(sections.flatMap((section) => Object.entries(section.messages)));
  const operations = Object.fromEntries(sections.flatMap((section) => Object.entries(section.operations)));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Passline',
      version,
      description,
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

/** What one event or command adds to the document. */
interface Section {
  messages: Json;
  operations: Json;
}

const eventSection = (name: WireEventName, event: WireEvent): Section =>
  sentSection(name, event.summary, {
    summary: `Recipients: ${recipientsText(name)}.`,
    tags: [{ name: kindOf(name, event) }],
    payload: schemaOf(event.payload, 'output'),
    ...(isDurable(name) && { headers: ref('#/components/schemas/Meta') }),
  });

/** It goes to the room that its service names. */
const serviceEventSection = ({ name, summary, schema }: ServiceEvent): Section =>
  sentSection(name, summary, {
    summary: 'Recipients: those of the room to which the service emits it.',
    tags: [{ name: 'service' }],
    payload: schema,
    headers: ref('#/components/schemas/Meta'),
  });

/** A message that the server sends. */
function sentSection(name: string, title: string, message: Json): Section {
  const id = idOf(name);
  return {
    messages: { [id]: { name, title, ...message } },
    operations: {
      [`emit.${id}`]: {
        action: 'send',
        channel: ref('#/channels/socket'),
        summary: title,
        messages: [messageOf(id)],
      },
    },
  };
}

const keyNote = ({ keyScope }: Command): Json =>
  keyScope ? { summary: `API keys: with the scope ${keyScope}.` } : {};

function commandSection(name: string, command: Command): Section {
  const id = `command.${idOf(name)}`;
  const answerId = `${id}.answer`;
  return {
    messages: {
      [id]: {
        name,
        title: command.summary,
        ...keyNote(command),
        payload: schemaOf(command.payload, 'input'),
      },
      [answerId]: {
        name: `${name} acknowledgement`,
        title: `Acknowledgement of ${name}`,
        payload: { oneOf: [okOf(command), ref('#/components/schemas/Refused')] },
      },
    },
    operations: {
      [id]: {
        action: 'receive',
        channel: ref('#/channels/socket'),
        summary: command.summary,
        messages: [messageOf(id)],
        reply: { channel: ref('#/channels/socket'), messages: [messageOf(answerId)] },
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
