import {
  type Command,
  type ServiceEvent,
  type WireEvent,
  type WireEventName,
  commands,
  recipientsText,
  wireEvents,
} from '@passline/contracts';
import { z } from 'zod';
import { kindOf } from './asyncapi.ts';
import { page } from './html-pages.ts';

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  items?: Shape;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  additionalProperties?: Shape | boolean;
}

/** A short, readable form of a schema. The exact schema is in asyncapi.json. */
function brief(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum)
    return shape.enum.length > 6 ? 'string' : shape.enum.map((it) => JSON.stringify(it)).join(' | ');
  if (shape.anyOf) return shape.anyOf.map(brief).join(' | ');
  if (shape.type === 'array') return `[${brief(shape.items ?? {})}]`;
  if (shape.properties)
    return `{ ${Object.entries(shape.properties)
      .map(([name, part]) => (part.properties ? `${name}: ${brief(part)}` : name))
      .join(', ')} }`;
  if (shape.type === 'object') return '{ … }';
  return shape.type ?? 'anything';
}

const shapeOf = (schema: z.ZodType, io: 'input' | 'output') =>
  escaped(brief(z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Shape));

const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
const table = (head: readonly string[], rows: readonly string[]) =>
  `<table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;

const eventRows = () =>
  Object.entries<WireEvent>(wireEvents).map(([name, event]) =>
    row(
      `<code id="${name}">${name}</code>`,
      escaped(event.summary),
      escaped(recipientsText(name as WireEventName)),
      kindOf(name as WireEventName, event),
      `<code>${shapeOf(event.payload, 'output')}</code>`,
    ),
  );

const commandRows = () =>
  Object.entries<Command>(commands).map(([name, command]) =>
    row(
      `<code id="ask-${name}">${name}</code>`,
      escaped(command.summary),
      `<code>${shapeOf(command.payload, 'input')}</code>`,
      `<code>${shapeOf(command.answer, 'output')}</code>`,
    ),
  );

const serviceEventRows = (events: readonly ServiceEvent[]) =>
  events.map(({ name, summary, schema }) =>
    row(
      `<code id="${name}">${name}</code>`,
      escaped(summary),
      'those of the room to which the service emits it',
      'durable',
      `<code>${escaped(brief(schema as Shape))}</code>`,
    ),
  );

export const eventsPage = (serviceEvents: readonly ServiceEvent[] = []): string =>
  page(
    'Passline: events',
    `<h1>Events</h1>
<p>Socket.IO 4, default namespace, path <code>/socket.io/</code>. The same content is in <a href="/docs/asyncapi.json">asyncapi.json</a> (AsyncAPI 3). The REST API is documented <a href="/docs">on its own page</a>.</p>
<p>Every durable event has a second argument <code>{ id, at, streams }</code>: the id of the event, its time, and its sequence in each stream that delivered it. Volatile events have no second argument, and the server never repeats one.</p>
<h2>Events from the server</h2>
${table(['event', 'when', 'recipients', 'kind', 'payload'], [...eventRows(), ...serviceEventRows(serviceEvents)])}
<h2>Commands from clients</h2>
<p>The server acknowledges each command with <code>{ ok: true, … }</code> or <code>{ ok: false, error: { code, message, retryAfter? } }</code>. The codes are listed under <a href="/docs/problems">problems</a>.</p>
${table(['command', 'purpose', 'payload', 'answer besides ok'], commandRows())}`,
    '<style>body { font: 1rem/1.5 system-ui; margin: 2rem auto; max-width: 80rem; padding: 0 1rem } table { border-collapse: collapse } td, th { padding: 0.4rem 1rem 0.4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd } code { overflow-wrap: anywhere } :target { background: #ffe08a }</style>',
  );
