import { type CommandName, commands, wireEvents } from '@passline/contracts';
import { z } from 'zod';

const names = Object.keys(commands) as CommandName[];

/** Words that tutorials use for what the contract calls otherwise. An empty word says nothing about the command. */
const sameWords: Record<string, string> = {
  subscribe: 'join',
  enter: 'join',
  watch: 'join',
  track: 'join',
  unsubscribe: 'leave',
  exit: 'leave',
  quit: 'leave',
  msg: 'chat',
  message: 'chat',
  messages: 'chat',
  post: 'send',
  position: 'location',
  gps: 'location',
  coords: 'location',
  courier: 'delivery',
  rider: 'delivery',
  driver: 'delivery',
  orders: 'order',
  restaurants: 'restaurant',
  business: 'restaurant',
  ack: 'acknowledge',
  accept: 'acknowledge',
  authenticate: 'register',
  login: 'register',
  identify: 'register',
  seen: 'read',
  room: '',
  channel: '',
  event: '',
  update: '',
  updates: '',
  updated: '',
  on: '',
  to: '',
  the: '',
};
const leastAlike = 0.5;

/** Of `joinOrderRoom`, `join_order_room` and `join:order` alike: join, order. */
const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => sameWords[word] ?? word)
    .filter(Boolean);

function likeness(a: readonly string[], b: readonly string[]): number {
  const shared = new Set(a.filter((word) => b.some((other) => edits(word, other) <= mostEditsOf(word))));
  return (2 * shared.size) / (new Set(a).size + new Set(b).size);
}

/** One typing error in four letters. */
const mostEditsOf = (word: string): number => Math.floor(word.length / 4);

/** How many letters must be changed, added or left out to make one word the other. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The command that a client most likely meant; null if none is like it. */
export function nearestCommand(sent: string): CommandName | null {
  const wanted = wordsOf(sent);
  let best: CommandName | null = null;
  let most = leastAlike;
  for (const name of names) {
    const like = likeness(wanted, wordsOf(name));
    // Of equals the first: `order` commands are more common than those of deliveries.
    if (like > most || (like === most && best === null)) [best, most] = [name, like];
  }
  return best;
}

/** Only a name that could be a command is repeated: an answer must not carry what a client has made up. */
const isName = (sent: string): boolean => /^[\w:.-]{1,40}$/.test(sent);

export function unknownCommandText(sent: string): string {
  if (Object.hasOwn(wireEvents, sent))
    return `${sent} is an event that the server sends. The commands are listed under /docs/events.`;
  const nearest = isName(sent) ? nearestCommand(sent) : null;
  const what = isName(sent) ? `There is no command ${sent}.` : 'There is no command with this name.';
  return nearest
    ? `${what} Did you mean ${nearest}? It takes ${shapeText(nearest)}.`
    : `${what} The commands are listed under /docs/events.`;
}

/** What a command takes, for example `{ orderId, rendered, audible }` or `an id, or { id, after?, epoch? }`. */
export const shapeText = (name: CommandName): string => textOf(commands[name].payload);

function textOf(schema: unknown): string {
  if (schema instanceof z.ZodUnion) return schema.options.map(textOf).join(', or ');
  if (schema instanceof z.ZodString) return 'an id';
  if (!(schema instanceof z.ZodObject)) return 'any payload';
  const fields = Object.entries<z.ZodType>(schema.shape as Record<string, z.ZodType>).map(([field, type]) =>
    type.safeParse(undefined).success ? `${field}?` : field,
  );
  return `{ ${fields.join(', ')} }`;
}
