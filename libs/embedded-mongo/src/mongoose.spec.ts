/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- fields are declared as Mongoose's own documentation does */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import mongoose, { Schema, type Connection, type InferSchemaType, type Model } from 'mongoose';
import { startEngine, type RunningEngine } from './index.ts';

const restaurantSchema = new Schema(
  { _id: String, name: { type: String, required: true } },
  { timestamps: true },
);
const orderSchema = new Schema(
  {
    _id: String,
    code: { type: String, unique: true },
    restaurant: { type: String, ref: 'Restaurant', index: true },
    items: [new Schema({ sku: String, quantity: Number, price: Number }, { _id: false })],
    tags: { type: [String], default: [] },
    total: Number,
    version: { type: Number, default: 1 },
    outbox: [new Schema({ id: String, type: { type: String }, at: Date }, { _id: false })],
  },
  { timestamps: true },
);

let engine: RunningEngine;
let connection: Connection;
let orders: Model<InferSchemaType<typeof orderSchema>>;
let restaurants: Model<InferSchemaType<typeof restaurantSchema>>;

beforeAll(async () => {
  engine = await startEngine({ path: ':memory:' });
  connection = await mongoose.createConnection(engine.uri).asPromise();
  restaurants = connection.model('Restaurant', restaurantSchema);
  orders = connection.model('Order', orderSchema);
  await Promise.all([restaurants.init(), orders.init()]);
});
afterAll(async () => {
  await connection.close();
  await engine.close();
});

const order = (id: string): object => ({
  _id: id,
  code: `code-${id}`,
  restaurant: 'r1',
  items: [{ sku: 'a', quantity: 2, price: 650 }],
  total: 1300,
});

it('creates with timestamps and defaults, and reads back', async () => {
  await restaurants.create({ _id: 'r1', name: 'Trattoria' });
  const created = await orders.create(order('o1'));
  expect(created.createdAt).toBeInstanceOf(Date);
  const lean = await orders.findById('o1').lean();
  expect(lean).toMatchObject({
    _id: 'o1',
    version: 1,
    tags: [],
    items: [{ sku: 'a', quantity: 2, price: 650 }],
  });
  const populated = await orders.findById('o1').populate<{ restaurant: { name: string } }>('restaurant');
  expect(populated?.restaurant.name).toBe('Trattoria');
});

it('rejects a duplicate as MongoDB does', async () => {
  await expect(orders.create({ ...order('o2'), code: 'code-o1' })).rejects.toMatchObject({
    code: 11000,
    keyPattern: { code: 1 },
    keyValue: { code: 'code-o1' },
  });
});

it('changes one document under a version guard: $set, $inc, $push, $pull', async () => {
  await orders.create(order('o3'));
  const change = (version: number): Promise<unknown> =>
    orders
      .findOneAndUpdate(
        { _id: 'o3', version },
        {
          $set: { total: 1500 },
          $inc: { version: 1 },
          $push: { outbox: { $each: [{ id: 'e1', type: 'order.placed', at: new Date(0) }] } },
          $addToSet: { tags: 'rush' },
        },
        { returnDocument: 'after' },
      )
      .lean();
  expect(await change(1)).toMatchObject({ version: 2, total: 1500, tags: ['rush'], outbox: [{ id: 'e1' }] });
  expect(await change(1)).toBeNull();
  const relayed = await orders
    .findOneAndUpdate(
      { _id: 'o3' },
      { $pull: { outbox: { id: { $in: ['e1'] } } } },
      { returnDocument: 'after' },
    )
    .lean();
  expect(relayed?.outbox).toEqual([]);
  const upserted = await orders.findOneAndUpdate(
    { _id: 'o4' },
    { $setOnInsert: { code: 'x' } },
    { upsert: true, returnDocument: 'after' },
  );
  expect(upserted.code).toBe('x');
});

it('saves what changed, and deletes', async () => {
  const doc = await orders.create(order('o5'));
  doc.items.push({ sku: 'b', quantity: 1, price: 200 });
  doc.items[0]!.quantity = 3;
  doc.tags.push('late');
  await doc.save();
  expect(await orders.findById('o5').lean()).toMatchObject({
    items: [{ quantity: 3 }, { sku: 'b' }],
    tags: ['late'],
    __v: 1,
  });
  await doc.deleteOne();
  expect(await orders.exists({ _id: 'o5' })).toBeNull();
});

it('reads by cursor, counts, aggregates and writes in bulk', async () => {
  await orders.bulkWrite([
    ...Array.from({ length: 250 }, (_, at) => ({
      insertOne: { document: { ...order(`b${at}`), restaurant: `r${at % 5}` } },
    })),
    { updateMany: { filter: { restaurant: 'r3' }, update: { $set: { total: 100 } } } },
  ] as Parameters<typeof orders.bulkWrite>[0]);
  const seen: string[] = [];
  for await (const { _id } of orders.find({ _id: /^b/ }).sort({ _id: 1 }).lean().cursor({ batchSize: 40 }))
    seen.push(String(_id));
  expect(seen).toHaveLength(250);
  expect(await orders.countDocuments({ restaurant: 'r3' })).toBe(50);
  expect(await orders.distinct('restaurant', { _id: /^b/ })).toHaveLength(5);
  const sums = await orders.aggregate([
    { $match: { restaurant: { $in: ['r3', 'r4'] } } },
    { $group: { _id: '$restaurant', total: { $sum: '$total' }, orders: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);
  expect(sums).toEqual([
    { _id: 'r3', total: 5000, orders: 50 },
    { _id: 'r4', total: 65_000, orders: 50 },
  ]);
});
