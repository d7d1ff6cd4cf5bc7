// eslint-disable-next-line @nx/enforce-module-boundaries -- the end-to-end tests use the same receiver
import { TraceReceiver } from '../../../../../tools/testing/trace-receiver.ts';
import { readConfig } from '../../common/config/env.ts';
import { ofThisRequest } from './request-context.ts';
import { parseTraceparent, traceIdOf } from './traceparent.ts';
import { Tracing } from './tracing.ts';

const receiver = new TraceReceiver();
beforeAll(() => receiver.start());
afterAll(() => receiver.stop());

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const open = (more: Record<string, string> = {}) =>
  Tracing.open(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...more }).tracing, '1.0.0');

test.each([
  [`00-${traceId}-${spanId}-01`, { traceId, spanId, sampled: true }],
  [`00-${traceId}-${spanId}-00`, { traceId, spanId, sampled: false }],
  [`00-${traceId}-${spanId}-03`, { traceId, spanId, sampled: true }],
  [`cc-${traceId}-${spanId}-01-later`, { traceId, spanId, sampled: true }],
  [`00-${traceId}-${spanId}-01-later`, undefined],
  [`ff-${traceId}-${spanId}-01`, undefined],
  [`00-${traceId.toUpperCase()}-${spanId}-01`, undefined],
  [`00-${'0'.repeat(32)}-${spanId}-01`, undefined],
  [`00-${traceId}-${'0'.repeat(16)}-01`, undefined],
  ['', undefined],
  [undefined, undefined],
])('traceparent %s', (text, expected) => {
  expect(parseTraceparent(text)).toEqual(expected);
});

test.each([
  ['parentbased_always_on', '01', 100],
  ['parentbased_always_on', '00', 0],
  ['always_on', '00', 100],
  ['parentbased_traceidratio', '01', 0],
  ['traceidratio', '01', 0],
  ['parentbased_always_off', '01', 0],
  ['always_off', '01', 0],
] as const)('the sampler %s and the flag %s of the caller', async (OTEL_TRACES_SAMPLER, flags, expected) => {
  const tracing = await open({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG: '0' });
  const traceparent = `00-${traceId}-${spanId}-${flags}`;
  const steps = Array.from({ length: 100 }, () => tracing.begin('GET', { traceparent }));
  expect(steps.filter((step) => step !== undefined)).toHaveLength(expected);
  await tracing.stop();
});

test('a ratio is drawn for each request, so that a trace id cannot force the recording', async () => {
  const tracing = await open({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' });
  const traceparent = `00-${traceId}-${spanId}-01`;
  const recorded = Array.from({ length: 200 }, () => tracing.begin('GET', { traceparent })).filter(Boolean);
  // The chance of a count outside of this range is below one in a billion.
  expect(recorded.length).toBeGreaterThan(50);
  expect(recorded.length).toBeLessThan(150);
  await tracing.stop();
});

test('one append for several traces is a step of each, linked to the others', async () => {
  const tracing = await open();
  const [one, other] = [tracing.begin('one')!, tracing.begin('other')!];
  const steps = tracing.append([one.trace, other.trace, one.trace]);
  expect([...steps.keys()]).toEqual([one.trace, other.trace]);
  for (const step of [...steps.values(), one, other]) step.end();
  await tracing.stop();
  const [first, second] = [one, other].map(({ trace }) => traceIdOf(trace));
  const appended = receiver.spans.filter(({ name }) => name === 'append');
  expect(appended).toMatchObject([
    {
      traceId: first,
      parentId: one.trace.slice(36, 52),
      links: [second],
      attributes: { 'passline.events': 3 },
    },
    { traceId: second, parentId: other.trace.slice(36, 52), links: [first] },
  ]);
});

test('what runs in a step has its ids, and what belongs to no trace has none', async () => {
  const tracing = await open();
  const step = tracing.begin('POST', { requestId: 'request-1' })!;
  step.run(() => {
    expect(ofThisRequest()).toEqual({ requestId: 'request-1', traceId: traceIdOf(step.trace) });
    expect(traceIdOf(tracing.write('order')!.trace!)).toBe(traceIdOf(step.trace));
    const aggregate = { kind: 'order', id: 'o', version: 1 };
    const untraced = tracing.relay({
      id: 'e',
      type: 'order.placed',
      at: new Date(),
      aggregate,
      actor: null,
      data: {},
    });
    untraced.run(() => expect(tracing.current).toBeUndefined());
  });
  expect(tracing.write('order')).toBeUndefined();
  await tracing.stop();
});

test('a receiver that hangs delays a stop by two seconds at most', async () => {
  const tracing = await open();
  receiver.behave = () => 'hang';
  tracing.begin('POST')!.end();
  const began = performance.now();
  await tracing.stop();
  expect(performance.now() - began).toBeGreaterThan(1_900);
  expect(performance.now() - began).toBeLessThan(6_000);
  receiver.behave = () => 200;
});
