import type { AsyncApi } from '../api-check/asyncapi.ts';
import type { OpenApi, Operation } from '../api-check/openapi.ts';
import type { Schema } from '../api-check/schema.ts';
import { escaped, type Rendered, type Section } from './markdown.ts';

/** A page of the reference, with its sections for the search. */
class ReferencePage {
  readonly #title: string;
  readonly #sections: Section[] = [];
  #html = '';

  constructor(title: string, introduction: string) {
    this.#title = title;
    this.heading(1, title, '');
    this.#html += introduction;
  }

  heading(level: number, heading: string, text: string, html = escaped(heading)): void {
    const anchor = anchorOf(heading);
    this.#sections.push({ anchor, heading, level, text });
    this.#html += `<h${level} id="${anchor}">${html}</h${level}>\n`;
  }

  add(html: string): void {
    this.#html += html;
  }

  get rendered(): Rendered {
    const anchors = new Set(this.#sections.map(({ anchor }) => anchor));
    return { title: this.#title, html: this.#html, sections: this.#sections, anchors };
  }
}

const anchorOf = (name: string): string => name.replaceAll(/[^\w:-]+/g, '-').replaceAll(/^-|-$/g, '');

/** Prose of the contract: Markdown in it is paragraphs and code. */
const prose = (text: unknown): string =>
  escaped(typeof text === 'string' ? text : '').replaceAll(/`([^`]+)`/g, '<code>$1</code>');
const paragraphs = (text: unknown): string =>
  (typeof text === 'string' ? text : '')
    .split('\n\n')
    .map((it) => `<p>${prose(it)}</p>\n`)
    .join('');

const table = (head: string[], rows: string[][]): string =>
  rows.length === 0
    ? ''
    : `<div class="table" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${head
        .map((it) => `<th scope="col">${it}</th>`)
        .join('')}</tr></thead><tbody>${rows
        .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
        .join('\n')}</tbody></table></div>\n`;

/** A type in one line; shared schemas are links. */
function typeOf(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="schemas.html#${name}">${name}</a>`;
  }
  if ('const' in schema) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((it) => `<code>${escaped(String(it))}</code>`).join(', ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' or ');
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
  if (typeof schema.additionalProperties === 'object') return `map of ${typeOf(schema.additionalProperties)}`;
  const format = typeof schema['format'] === 'string' ? ` (${schema['format']})` : '';
  return `${schema.type ?? 'any'}${format}`;
}

const fieldRows = (schema: Schema, prefix = ''): string[][] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const inner = field.properties ? field : field.items?.properties ? field.items : undefined;
    return [
      [`<code>${escaped(path)}</code>`, typeOf(field), isRequired ? 'yes' : '', prose(field['description'])],
      ...(inner ? fieldRows(inner, `${path}${inner === field ? '' : '[]'}.`) : []),
    ];
  });
const fields = (schema: Schema): string => table(['Field', 'Type', 'Always', 'Meaning'], fieldRows(schema));

export function restPage({ info, paths }: OpenApi & { info: { description?: string } }): Rendered {
  const page = new ReferencePage(
    'REST API',
    `${paragraphs(info.description)}<p>The same as OpenAPI 3.1: <a href="openapi.json">openapi.json</a>. A running server has a page to try the calls at <code>/docs</code>.</p>\n`,
  );
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation & { tags: string[]; summary: string }>).map(
      ([method, call]) => ({ ...call, name: `${method.toUpperCase()} ${path}` }),
    ),
  );
  for (const [tag, list] of Map.groupBy(calls, ({ tags }) => tags[0] ?? '')) {
    page.heading(2, tag, '');
    for (const call of list) {
      page.heading(3, call.name, `${call.summary} ${call.operationId}`, `<code>${escaped(call.name)}</code>`);
      page.add(
        `<p>${prose(call.summary)}. ${prose(call.description)} <code>${call.operationId}</code></p>\n`,
      );
      page.add(
        table(
          ['Parameter', 'In', 'Type', 'Meaning'],
          call.parameters.map((it) => [
            `<code>${escaped(it.name)}</code>${it.required ? '' : ' (optional)'}`,
            it.in,
            typeOf(it.schema),
            prose((it as { description?: string }).description ?? it.schema['description']),
          ]),
        ),
      );
      page.add(`<ul>${bodyOf(call)}${answersOf(call)}</ul>\n`);
    }
  }
  return page.rendered;
}

type Content = Record<string, { schema: Schema }> | undefined;
const contentOf = (content: Content): string =>
  Object.entries(content ?? {})
    .map(([type, { schema }]) => (type === 'application/json' ? typeOf(schema) : `<code>${type}</code>`))
    .join(', ') || 'no content';

const bodyOf = ({ requestBody }: Operation): string =>
  requestBody ? `<li>Body: ${contentOf(requestBody.content)}</li>` : '';

function answersOf({ responses }: Operation): string {
  const all = Object.entries(responses).map(([status, { description, content }]) => ({
    status,
    codes: [...description.matchAll(/^`(\w+)`: /gm)].map(([, code]) => code),
    content,
  }));
  const done = all.filter(({ codes }) => codes.length === 0);
  const codes = all.flatMap((it) => it.codes).map((code) => `<a href="problems.html#${code}">${code}</a>`);
  return `${done
    .map(({ status, content }) => `<li>${status}: ${contentOf(content)}</li>`)
    .join('')}<li>Problems: ${codes.join(', ')}</li>`;
}

export function schemasPage({ components }: OpenApi): Rendered {
  const page = new ReferencePage(
    'Schemas',
    '<p>The bodies of requests and answers of the <a href="rest.html">REST API</a>.</p>\n',
  );
  for (const [name, schema] of Object.entries(components.schemas)) {
    page.heading(2, name, Object.keys(schema.properties ?? {}).join(' '));
    page.add(paragraphs(schema['description']));
    page.add(schema.properties ? fields(schema) : `<p>${typeOf(schema)}</p>\n`);
  }
  return page.rendered;
}

export function eventsPage({
  info,
  channels,
  operations,
}: AsyncApi & { info: { description?: string } }): Rendered {
  const page = new ReferencePage(
    'Events and commands',
    `${paragraphs(info.description)}<p>The same as AsyncAPI 3: <a href="asyncapi.json">asyncapi.json</a>.</p>\n`,
  );
  const { messages } = channels.socket;
  for (const [title, action] of [
    ['Events from the server', 'send'],
    ['Commands from clients', 'receive'],
  ] as const) {
    page.heading(2, title, '');
    for (const operation of Object.values(operations).filter((it) => it.action === action)) {
      const [message, answer] = [operation.messages, operation.reply?.messages].map(
        (refs) => messages[refs?.[0]?.$ref.split('/').at(-1) ?? ''],
      );
      if (!message) continue;
      const { title: what = '' } = message as { title?: string };
      page.heading(3, message.name, what, `<code>${escaped(message.name)}</code>`);
      const kind = message.tags?.[0]?.name;
      page.add(`<p>${prose(what)}. ${prose(message.summary)}${kind ? ` <em>${kind}</em>` : ''}</p>\n`);
      page.add(fields(message.payload) || `<p>Payload: ${typeOf(message.payload)}</p>\n`);
      const done = answer?.payload.oneOf?.[0];
      if (done) page.add(`<p>Acknowledgement: <code>${typeOf(done)}</code></p>\n`);
    }
  }
  return page.rendered;
}

export function problemsPage(problems: Record<string, { status: number; title: string }>): Rendered {
  const page = new ReferencePage(
    'Problems',
    '<p>Every error of the REST API is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is one of these and never changes; titles may be reworded.</p>\n',
  );
  for (const [code, { status, title }] of Object.entries(problems)) {
    page.heading(3, code, title, `<code>${code}</code>`);
    page.add(`<p>${status}: ${prose(title)}</p>\n`);
  }
  return page.rendered;
}
