import { readFileSync } from 'node:fs';
import { calls, wireEvents } from '@passline/contracts';
import { parse } from 'yaml';
import { eventually } from './testing/eventually.ts';
import { deployed } from './testing/nginx.ts';
import { moveOrder, registerCustomer, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { closeSockets, Connection } from './testing/sockets.ts';

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}
interface Panel {
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}

const { rules } = (parse(deployed('prometheus-rules.yml')) as { groups: [{ rules: Alert[] }] }).groups[0];
const dashboard = JSON.parse(deployed('grafana-dashboard.json')) as {
  panels: Panel[];
  annotations: { list: { expr: string }[] };
};
const questions: [string, string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [title, expr]),
  ),
  ...dashboard.annotations.list.map(({ expr }): [string, string] => ['an annotation', expr]),
];

/** Labels that Prometheus adds to every scraped series. */
const ofPrometheus = { metrics: ['up'], labels: ['instance', 'job'] };
const words = new Set(
  'sum,min,max,avg,count,topk,by,and,or,unless,on,offset,rate,increase,changes,histogram_quantile,min_over_time'.split(
    ',',
  ),
);

/** The metrics and labels of an expression. It understands only the part of PromQL that the deployed files use. */
function asked(expr: string): { name: string; labels: string[] }[] {
  const bare = expr
    .replaceAll(/\b(by|without|on) ?\([^)]*\)/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b\d[\w.]*/g, ' ');
  const found = bare.matchAll(/([a-z_][\w:]*)(?:\{([^}]*)\})?/gi);
  return [...found]
    .filter(([, name]) => !words.has(name!))
    .map(([, name, matchers = '']) => ({
      name: name!,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
    }));
}
const grouped = (expr: string) =>
  [...expr.matchAll(/\bby ?\(([^)]*)\)/g)].flatMap(([, labels]) =>
    labels!.split(',').map((one) => one.trim()),
  );

let server: RunningServer;
/** The labels of each series that the server exports, by name. */
const told = new Map<string, Set<string>>();

beforeAll(async () => {
  server = await startServer();
  const owner = await server.api.signIn('owner');
  const customer = await registerCustomer(server.api, 'seen@example.com');
  // So that every counter has a value.
  await Connection.refused(server.url, { token: 'nonsense' });
  const connection = await Connection.as(server.url, customer.token);
  const { id } = await placeOrder(customer, await dishWithoutOptions(server.api), { fulfilment: 'pickup' });
  await connection.ok('join:order', { id, after: 0 });
  await moveOrder(owner, id, 'confirmed');
  await connection.next('order:status:update');
  const text = await (await server.api.send(calls.metrics)).text();
  for (const [, name, labels = ''] of text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? \S+$/gim)) {
    const known = told.get(name!) ?? new Set();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    told.set(name!, known);
  }
  // Counters without a value are still listed in the metadata.
  for (const [, name] of text.matchAll(/^# TYPE (\w+) /gm))
    if (!told.has(name!)) told.set(name!, new Set(['?']));
});
afterEach(closeSockets);
afterAll(stopAll);

test.each(questions)('%s uses only metrics and labels that the server exports: %s', (_, expr) => {
  const names = asked(expr);
  expect(names.length).toBeGreaterThan(0);
  for (const { name, labels } of names) {
    if (!ofPrometheus.metrics.includes(name)) expect([...told.keys()]).toContain(name);
    const known = told.get(name) ?? new Set();
    for (const label of [...labels, ...grouped(expr)])
      if (!ofPrometheus.labels.includes(label) && !known.has('?')) expect([...known]).toContain(label);
  }
  for (const [, event] of expr.matchAll(/event="([^"]*)"/g)) expect(Object.keys(wireEvents)).toContain(event);
  expect(expr.split('(').length).toBe(expr.split(')').length);
});

test('the metrics show readiness, health by check, waiting and parked events', async () => {
  const lines = await eventually(
    async () => (await (await server.api.send(calls.metrics)).text()).split('\n'),
    (found) => found.includes('passline_outbox_backlog 0'),
  );
  for (const line of ['passline_ready 1', 'passline_health{check="store"} 1', 'passline_parked_events 0'])
    expect(lines).toContain(line);
  expect((await server.api.ok(calls.health)).status).toBe('ok');
});

test('each alert has a unique name, a severity, a description and a section in the docs', () => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { alert, labels, annotations } of rules) {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary.length * annotations.description.length).toBeGreaterThan(0);
    expect(page).toContain(`\`${alert}\``);
  }
});

test('no panel of the dashboard overlaps another', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
});
