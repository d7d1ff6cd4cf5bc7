import { type Changes, list } from './changes.ts';
import { type Schema, SchemaComparison, type Schemas } from './schema.ts';

interface Ref {
  $ref: string;
}
interface Message {
  name: string;
  summary?: string;
  tags?: { name: string }[];
  payload: Schema;
  headers?: Schema;
}
export interface AsyncApi {
  info: { version: string };
  servers: Record<string, { pathname: string; protocol: string }>;
  channels: { socket: { address: string; messages: Record<string, Message> } };
  operations: Record<string, { action: 'send' | 'receive'; messages: Ref[]; reply?: { messages: Ref[] } }>;
  components: { schemas: Schemas };
}

/** An event or a command with its acknowledgement. */
interface Entry extends Message {
  kind: 'event' | 'command';
  answer?: Schema;
}

export function compareAsyncApi(before: AsyncApi, after: AsyncApi, changes: Changes): void {
  const [had, has] = [entriesOf(before), entriesOf(after)];
  const schemas = [before.components.schemas, after.components.schemas] as const;
  const requests = new SchemaComparison(...schemas, 'request', changes);
  const answers = new SchemaComparison(...schemas, 'answer', changes);
  for (const part of ['pathname', 'protocol'] as const)
    if (before.servers['here']?.[part] !== after.servers['here']?.[part])
      changes.add(
        'breaking',
        'sockets',
        `the ${part} of the server is ${list([after.servers['here']?.[part]])} instead of ${list([before.servers['here']?.[part]])}`,
      );
  if (before.channels.socket.address !== after.channels.socket.address)
    changes.add(
      'breaking',
      'sockets',
      `the namespace is ${list([after.channels.socket.address])} instead of ${list([before.channels.socket.address])}`,
    );
  for (const [key, entry] of had) {
    const now = has.get(key);
    if (!now) {
      changes.add('breaking', entry.name, `the ${entry.kind} was removed`);
      continue;
    }
    const at = { name: entry.name, path: '', affected: entry.name };
    if (entry.kind === 'event') {
      compareDelivery(entry, now, changes);
      answers.compare(entry.payload, now.payload, at);
      if (entry.headers && now.headers) answers.compare(entry.headers, now.headers, at);
    } else {
      compareScope(entry, now, changes);
      requests.compare(entry.payload, now.payload, at);
      answers.compare(entry.answer ?? {}, now.answer ?? {}, { ...at, path: 'acknowledgement' });
    }
  }
  for (const [key, { name, kind }] of has)
    if (!had.has(key)) changes.add('compatible', name, `the ${kind} is new`);
}

function entriesOf({ channels, operations }: AsyncApi): Map<string, Entry> {
  const { messages } = channels.socket;
  const messageOf = (refs: Ref[] | undefined) => messages[refs?.[0]?.$ref.split('/').at(-1) ?? ''];
  return new Map(
    Object.entries(operations).map(([id, { action, messages: refs, reply }]) => {
      const message = messageOf(refs);
      if (!message) throw new Error(`${id}: the document has no message for this operation.`);
      return [
        id,
        {
          ...message,
          kind: action === 'send' ? 'event' : 'command',
          answer: messageOf(reply?.messages)?.payload,
        },
      ];
    }),
  );
}

/** Who receives an event, and whether it is stored: only a durable event has a position and comes again after a gap. */
function compareDelivery(before: Entry, after: Entry, changes: Changes): void {
  const kinds = [before, after].map(({ tags }) => tags?.[0]?.name);
  if (kinds[0] !== kinds[1])
    changes.add(
      kinds[0] === 'durable' ? 'breaking' : 'warning',
      before.name,
      `is ${list([kinds[1]])} instead of ${list([kinds[0]])}`,
    );
  const [had, has] = [recipientsOf(before), recipientsOf(after)];
  const gone = had.filter((it) => !has.includes(it));
  const added = has.filter((it) => !had.includes(it));
  if (gone.length > 0) changes.add('breaking', before.name, `no longer goes to ${list(gone)}`);
  if (added.length > 0) changes.add('compatible', before.name, `goes to ${list(added)} now`);
}

function recipientsOf({ name, summary }: Entry): string[] {
  const [, recipients] = /^Recipients: (.+)\.$/.exec(summary ?? '') ?? [];
  if (!recipients) throw new Error(`${name}: its summary does not name its recipients.`);
  return recipients.split(', ');
}

/** Which API keys may send a command. */
function compareScope(before: Entry, after: Entry, changes: Changes): void {
  const [had, has] = [before.summary, after.summary];
  if (had === has) return;
  if (had) changes.add('breaking', before.name, `is no longer for "${had}"`);
  if (has) changes.add('compatible', before.name, `is now for "${has}"`);
}
