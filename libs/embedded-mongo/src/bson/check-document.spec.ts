import { Binary, BSONRegExp, Code, Decimal128, Long, MaxKey, ObjectId, serialize, Timestamp } from 'bson';
import { checkDocument } from './check-document.ts';
import { decode } from './decode.ts';

const valid = [
  {},
  { _id: 'a', name: 'Tiramisù', tags: ['x', '', 'y'], at: new Date(0), nested: { deep: [{ a: 1 }, []] } },
  {
    double: 1.5,
    long: Long.fromNumber(7),
    yes: true,
    none: null,
    id: new ObjectId(),
    decimal: Decimal128.fromString('1'),
  },
  {
    regex: new BSONRegExp('a.b', 'i'),
    code: new Code('f()', { x: 1 }),
    plain: new Code('g()'),
    max: new MaxKey(),
  },
  {
    bytes: new Binary(Buffer.from('abc')),
    old: new Binary(Buffer.from('abc'), 2),
    time: new Timestamp({ t: 1, i: 2 }),
  },
].map((doc) => Buffer.from(serialize(doc)));

const throws = (act: () => unknown): boolean => {
  try {
    act();
    return false;
  } catch {
    return true;
  }
};

/** The same numbers in every run. */
function* numbers(): Generator<number> {
  for (let seed = 1; ; seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) yield seed;
}

test('valid documents pass', () => {
  for (const bytes of valid) expect(throws(() => checkDocument(bytes))).toBe(false);
});

test('of documents with wrong bytes it rejects exactly those that cannot be decoded', () => {
  const random = numbers();
  const next = (below: number) => (random.next().value as number) % below;
  const rejected = { yes: 0, no: 0 };
  for (let round = 0; round < 40_000; round++) {
    const bytes = Buffer.from(valid[next(valid.length)] ?? valid[0]!);
    for (let changes = 0; changes <= next(2); changes++) {
      const at = next(bytes.length);
      bytes[at] = next(3) === 0 ? next(256) : [0, 1, 2, 4, 5, 0x0f, 0x7f, 0xff][next(8)]!;
    }
    const cut = next(8) === 0 ? bytes.subarray(0, next(bytes.length + 1)) : bytes;
    const bad = throws(() => decode(cut));
    rejected[bad ? 'yes' : 'no']++;
    if (throws(() => checkDocument(cut)) !== bad)
      throw new Error(`${cut.toString('hex')}: decode rejects: ${bad}`);
  }
  expect(rejected.yes).toBeGreaterThan(5_000);
  expect(rejected.no).toBeGreaterThan(5_000);
});

test('a document nested too deeply is rejected', () => {
  let doc: object = {};
  for (let depth = 0; depth < 220; depth++) doc = { a: doc };
  const bytes = Buffer.from(serialize(doc));
  expect(throws(() => decode(bytes))).toBe(true);
  expect(throws(() => checkDocument(bytes))).toBe(true);
});
