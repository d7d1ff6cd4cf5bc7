import { Writable } from 'node:stream';
import { createLogger } from './logging.ts';
import { LogSampler, samplingKeyOf } from './log-sampling.ts';

interface Written {
  level: string;
  msg?: string;
  suppressed?: number;
  like?: string | null;
}

function logging() {
  let written = '';
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const log = createLogger({ logLevel: 'info' }, { to });
  return {
    log,
    lines: () =>
      written
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Written),
  };
}

test('of five thousand equal errors a hundred are written, and one line counts the rest', () => {
  const { log, lines } = logging();
  const child = log.child({ context: 'Orders' });
  for (let i = 0; i < 5_000; i += 1)
    child.error({
      err: new Error(`order ${i} of 018f3c1e-aaaa-7bbb-8ccc-1234567890ab broke`),
      msg: 'it broke',
    });
  log.error('something else');
  expect(lines()).toHaveLength(101);
  log.sampler.end();
  expect(lines()).toHaveLength(102);
  expect(lines().at(-1)).toMatchObject({
    level: 'error',
    suppressed: 4_900,
    like: expect.stringContaining('it broke'),
    msg: 'suppressed 4,900 similar lines',
  });
});

test('each window starts from zero', () => {
  const { log, lines } = logging();
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 150; i += 1) log.warn('again');
    log.sampler.end();
  }
  expect(lines().map(({ suppressed }) => suppressed ?? 0)).toEqual(
    [1, 2, 3].flatMap(() => [...Array<number>(100).fill(0), 50]),
  );
});

test('fatal errors and successful requests are always written', () => {
  const { log, lines } = logging();
  for (let i = 0; i < 300; i += 1) {
    log.fatal({ err: new Error('the end') }, 'unhandled error');
    log.info({ res: { statusCode: 200 } }, 'GET 200');
  }
  expect(lines()).toHaveLength(600);
});

test('rejected requests and connections are sampled as well', () => {
  const { log, lines } = logging();
  for (let i = 0; i < 300; i += 1) log.info({ problem: 'rate_limited', req: { path: `/${i}` } }, 'GET 429');
  expect(lines()).toHaveLength(100);
});

const words = (i: number) => String(i).replaceAll(/\d/g, (digit) => ` ${'abcdefghij'[Number(digit)] ?? ''}`);

test('many different errors do not fill the memory', () => {
  const reports: number[] = [];
  const sampler = new LogSampler((_level, suppressed) => reports.push(suppressed), { first: 1 });
  let written = 0;
  for (let i = 0; i < 20_000; i += 1) if (sampler.mayWrite(50, words(i))) written += 1;
  sampler.end();
  expect(written).toBe(1_001);
  expect(reports).toEqual([18_999]);
});

test('many different lines of one level do not suppress lines of another', () => {
  const sampler = new LogSampler(() => undefined, { first: 1 });
  for (let i = 0; i < 20_000; i += 1) sampler.mayWrite(30, words(i));
  expect(sampler.mayWrite(50, 'a new error')).toBe(true);
  expect(sampler.mayWrite(50, 'another new error')).toBe(true);
});

test('lines of too many kinds are counted together, and the log says so', () => {
  const { log, lines } = logging();
  for (let i = 0; i < 1_200; i += 1) log.error(words(i));
  log.sampler.end();
  expect(lines()).toHaveLength(1_101);
  expect(lines().at(-1)).toMatchObject({
    suppressed: 100,
    like: null,
    msg: 'suppressed 100 lines of more than 1,000 kinds, which are not counted separately',
  });
});

test.each([
  [50, ['it broke'], 'it broke'],
  [50, [{ err: new TypeError('no x of 12345678') }, 'it broke'], 'it broke | TypeError: no x of #'],
  [50, [new Error('alone')], 'Error: alone'],
  [
    30,
    [{ code: 'token_invalid', socketId: 'x', msg: 'handshake rejected' }],
    'handshake rejected | token_invalid',
  ],
  [30, ['Passline is ready'], null],
  [60, ['it broke'], null],
])('at level %s %j is like: %s', (level, args, like) => {
  expect(samplingKeyOf(level, args)).toBe(like);
});
