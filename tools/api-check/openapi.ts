import { type Changes, list } from './changes.ts';
import { type Schema, SchemaComparison, type Schemas } from './schema.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}
type Content = Record<string, { schema: Schema }>;
export interface Operation {
  operationId: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}
export interface OpenApi {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Schemas; securitySchemes: Record<string, { type?: string; description?: string }> };
}

/** A call by its method and path, with the path as its document writes it. */
interface Call extends Operation {
  name: string;
}

export function compareOpenApi(before: OpenApi, after: OpenApi, changes: Changes): void {
  const [had, has] = [callsOf(before), callsOf(after)];
  const requests = new SchemaComparison(
    before.components.schemas,
    after.components.schemas,
    'request',
    changes,
  );
  const answers = new SchemaComparison(
    before.components.schemas,
    after.components.schemas,
    'answer',
    changes,
  );
  compareSecuritySchemes(before, after, changes);
  for (const [key, call] of had) {
    const now = has.get(key);
    if (!now) {
      changes.add('breaking', call.name, 'the call was removed');
      continue;
    }
    if (call.operationId !== now.operationId)
      changes.add(
        'warning',
        call.name,
        `its \`operationId\` is ${list([now.operationId])} instead of ${list([call.operationId])}`,
      );
    compareAccess(call, now, changes);
    compareParameters(call, now, requests, changes);
    compareBody(call, now, requests, changes);
    compareAnswers(call, now, answers, changes);
  }
  for (const [key, { name }] of has) if (!had.has(key)) changes.add('compatible', name, 'the call is new');
  compareProblems(had, has, changes);
}

/** The names of a path's parameters are not on the wire. */
function callsOf({ paths }: OpenApi): Map<string, Call> {
  return new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]): [string, Call] => {
        const name = `${method.toUpperCase()} ${path}`;
        return [name.replaceAll(/\{\w+\}/g, '{}'), { ...operation, name }];
      }),
    ),
  );
}

function compareSecuritySchemes(before: OpenApi, after: OpenApi, changes: Changes): void {
  const [had, has] = [before, after].map(({ components }) => components.securitySchemes);
  const form = (it: { description?: string } | undefined) =>
    JSON.stringify({ ...it, description: undefined });
  for (const [name, scheme] of Object.entries(had ?? {}))
    if (!has?.[name]) changes.add('breaking', name, 'this way to sign in was removed');
    else if (form(scheme) !== form(has[name]))
      changes.add('breaking', name, 'this way to sign in has another form');
}

/** Who may call: the roles that the description names, and the ways to sign in. */
function compareAccess(before: Call, after: Call, changes: Changes): void {
  const [had, has] = [callersOf(before), callersOf(after)];
  const isCovered = (caller: string) =>
    has.includes(caller) || has.includes('anyone') || (has.includes('signed-in') && caller !== 'anyone');
  const gone = had.filter((caller) => !isCovered(caller));
  const added = has.filter((caller) => !had.includes(caller));
  if (gone.length > 0) changes.add('breaking', before.name, `no longer for ${list(gone)}`);
  if (added.length > 0)
    changes.add(gone.length > 0 ? 'warning' : 'compatible', before.name, `now for ${list(added)}`);
  const ways = ({ security }: Call) =>
    (security.length > 0 ? security : [{}]).map((way) =>
      Object.entries(way)
        .map(([name, scopes]) => [name, ...scopes].join(' '))
        .join(' + '),
    );
  const [ways1, ways2] = [ways(before), ways(after)];
  // With an empty way the call needs no credentials, and ignores or accepts all.
  const refused = ways1.filter((way) => !ways2.includes(way) && !ways2.includes(''));
  const accepted = ways2.filter((way) => !ways1.includes(way));
  const text = (it: string[]) => list(it.map((way) => way || 'no credentials'));
  if (refused.length > 0) changes.add('breaking', before.name, `no longer accepts ${text(refused)}`);
  if (accepted.length > 0) changes.add('compatible', before.name, `accepts ${text(accepted)} now`);
}

function callersOf({ name, description }: Call): string[] {
  const [, callers] = /^For: ([^;.]+)[;.]/.exec(description) ?? [];
  if (!callers) throw new Error(`${name}: its description does not begin with "For: …".`);
  return callers.split(', ');
}

function compareParameters(before: Call, after: Call, requests: SchemaComparison, changes: Changes): void {
  const [had, has] = [before, after].map(
    ({ parameters }) =>
      new Map(
        parameters.map((it, at) => [
          it.in === 'path' ? `path ${at}` : `${it.in} ${it.name.toLowerCase()}`,
          it,
        ]),
      ),
  );
  for (const [key, parameter] of had ?? []) {
    const now = has?.get(key);
    const path = `${parameter.in} ${parameter.name}`;
    if (!now) changes.add('breaking', before.name, `\`${path}\` is no longer accepted`);
    else {
      if (now.required && !parameter.required)
        changes.add('breaking', before.name, `\`${path}\` is required now`);
      if (!now.required && parameter.required)
        changes.add('compatible', before.name, `\`${path}\` may be left out now`);
      requests.compare(parameter.schema, now.schema, { name: before.name, path, affected: before.name });
    }
  }
  for (const [key, { required, name, in: where }] of has ?? [])
    if (!had?.has(key))
      changes.add(
        required ? 'breaking' : 'compatible',
        before.name,
        `\`${where} ${name}\` is new${required ? ' and required' : ''}`,
      );
}

function compareBody(before: Call, after: Call, requests: SchemaComparison, changes: Changes): void {
  const [had, has] = [before.requestBody, after.requestBody];
  if (had && !has) changes.add('breaking', before.name, 'no longer takes a body');
  if (has?.required && !had?.required) changes.add('breaking', before.name, 'needs a body now');
  if (had && has) compareContent(had.content, has.content, before.name, 'body', 'takes', requests, changes);
}

function compareContent(
  had: Content,
  has: Content,
  name: string,
  path: string,
  verb: string,
  schemas: SchemaComparison,
  changes: Changes,
): void {
  for (const [type, { schema }] of Object.entries(had)) {
    const now = has[type];
    if (!now) changes.add('breaking', name, `no longer ${verb} ${list([type])}`);
    else schemas.compare(schema, now.schema, { name, path, affected: name });
  }
  for (const type of Object.keys(has))
    if (!had[type]) changes.add('compatible', name, `${verb} ${list([type])} now`);
}

function compareAnswers(before: Call, after: Call, answers: SchemaComparison, changes: Changes): void {
  for (const [status, { content }] of Object.entries(before.responses)) {
    const now = after.responses[status];
    if (now)
      compareContent(
        content ?? {},
        now.content ?? {},
        before.name,
        `answer ${status}`,
        'answers',
        answers,
        changes,
      );
    else if (isSuccess(status)) changes.add('breaking', before.name, `no longer answers ${status}`);
  }
  for (const status of Object.keys(after.responses))
    if (!before.responses[status] && isSuccess(status))
      changes.add('warning', before.name, `may answer ${status} now`);
}

/** A redirect is one too. */
const isSuccess = (status: string): boolean => /^[23]/.test(status);

/** A problem that every call has lost is one change, not a hundred. */
function compareProblems(had: Map<string, Call>, has: Map<string, Call>, changes: Changes): void {
  const remaining = new Set([...has.values()].flatMap((call) => [...problemsOf(call).keys()]));
  for (const [key, call] of had) {
    const now = has.get(key);
    if (!now) continue;
    const [before, after] = [problemsOf(call), problemsOf(now)];
    for (const [code, status] of before) {
      const other = after.get(code);
      if (!remaining.has(code))
        changes.add('breaking', code, 'no call reports this problem any more', call.name);
      else if (!other) changes.add('breaking', call.name, `no longer reports the problem ${list([code])}`);
      else if (other !== status)
        changes.add('breaking', code, `has status ${other} instead of ${status}`, call.name);
    }
    for (const code of after.keys())
      if (!before.has(code)) changes.add('compatible', code, 'more calls may report this problem', call.name);
  }
}

/** The codes with their status, as the descriptions of the answers list them. */
function problemsOf({ name, responses }: Call): Map<string, string> {
  const codes = Object.entries(responses).flatMap(([status, { description }]) => {
    if (isSuccess(status)) return [];
    const found = [...description.matchAll(/^`(\w+)`: /gm)].map(([, code = '']) => [code, status] as const);
    if (found.length === 0) throw new Error(`${name}: the description of ${status} names no problem.`);
    return found;
  });
  return new Map(codes);
}
