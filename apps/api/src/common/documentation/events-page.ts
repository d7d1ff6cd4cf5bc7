import { type Command, type WireEvent, type WireEventName, commands, wireEvents } from '@passline/contracts';
import { z } from 'zod';
import { kindOf } from './asyncapi.ts';
import { page } from './pages.ts';

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

/** A shape as one would write it down, for people; the exact one is in the JSON. */
function brief(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum)
    return shape.enum.length > 6 ? 'word' : shape.enum.map((it) => JSON.stringify(it)).join(' | ');
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

const said = () =>
  Object.entries<WireEvent>(wireEvents).map(([name, event]) =>
    row(
      `<code id="${name}">${name}</code>`,
      escaped(event.summary),
      escaped(event.heardBy),
      kindOf(name as WireEventName, event),
      `<code>${shapeOf(event.payload, 'output')}</code>`,
    ),
  );

const asked = () =>
  Object.entries<Command>(commands).map(([name, command]) =>
    row(
      `<code id="ask-${name}">${name}</code>`,
      escaped(command.summary),
      `<code>${shapeOf(command.payload, 'input')}</code>`,
      `<code>${shapeOf(command.answer, 'output')}</code>`,
    ),
  );

export const eventsPage = (): string =>
  page(
    'Passline: events',
    `<h1>Events</h1>
<p>Over Socket.IO, default namespace, path <code>/socket.io/</code>. Everything here is also in <a href="/docs/asyncapi.json">asyncapi.json</a> (AsyncAPI 3); the REST calls are <a href="/docs">here</a>.</p>
<p>Every durable event has a second argument <code>{ id, at, streams }</code>: which event it is, and its place in each stream that brought it. Volatile events have none, and none is repeated.</p>
<h2>What the server says</h2>
${table(['event', 'when', 'heard by', 'kind', 'payload'], said())}
<h2>What a client may ask</h2>
<p>Each is acknowledged with <code>{ ok: true, … }</code> or <code>{ ok: false, error: { code, message, retryAfter? } }</code>; the codes are <a href="/docs/problems">the problems</a>.</p>
${table(['command', 'what for', 'payload', 'answer besides ok'], asked())}`,
    '<style>body { font: 1rem/1.5 system-ui; margin: 2rem auto; max-width: 80rem; padding: 0 1rem } table { border-collapse: collapse } td, th { padding: 0.4rem 1rem 0.4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd } code { overflow-wrap: anywhere } :target { background: #ffe08a }</style>',
  );
