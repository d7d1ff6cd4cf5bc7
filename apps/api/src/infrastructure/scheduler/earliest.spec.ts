import { MongooseModule, getModelToken } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { earliest } from './earliest.ts';

interface Pause {
  _id: string;
  at: Date | null;
  opening: { until: Date | null } | null;
}

let domain: Domain;
let pauses: Model<Pause>;

beforeAll(async () => {
  const schema = new Schema<Pause>({ _id: String, at: Date, opening: Schema.Types.Mixed });
  domain = await startDomain([MongooseModule.forFeature([{ name: 'Pause', schema }])]);
  pauses = domain.get(getModelToken('Pause'));
});
afterAll(() => domain.close());
beforeEach(() => pauses.deleteMany({}));

const [early, late] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T13:00:00Z')];

test.each(['at', 'opening.until'])(
  'nothing waits in %s: in an empty collection, and where no document has a date',
  async (field) => {
    expect(await earliest(pauses, field)).toBeNull();
    await pauses.insertMany([
      { _id: 'a', at: null, opening: null },
      { _id: 'b', at: null, opening: { until: null } },
    ]);
    expect(await earliest(pauses, field)).toBeNull();
  },
);

test('the earliest date, also in a nested field and among those that a filter matches', async () => {
  await pauses.insertMany([
    { _id: 'a', at: late, opening: { until: early } },
    { _id: 'b', at: early, opening: { until: late } },
    { _id: 'c', at: null, opening: null },
  ]);
  expect(await earliest(pauses, 'at')).toEqual(early);
  expect(await earliest(pauses, 'opening.until')).toEqual(early);
  expect(await earliest(pauses, 'at', { _id: 'a' })).toEqual(late);
});
