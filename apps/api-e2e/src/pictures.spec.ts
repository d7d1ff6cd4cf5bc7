import { calls, type MenuItem } from '@passline/contracts';
import { type SharedStore, openSharedStore } from '../../../tools/testing/test-store.ts';
import { type Db, MongoClient } from 'mongodb';
import sharp, { type Sharp } from 'sharp';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, sakura } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { closeSockets, Connection } from './testing/sockets.ts';

let store: SharedStore;
let client: MongoClient;
let db: Db;
let server: RunningServer;
let api: Api;
let owner: Api;
let otherOwner: Api;
let customer: Api;

beforeAll(async () => {
  store = await openSharedStore(temporaryDirectory());
  client = await new MongoClient(store.uri).connect();
  db = client.db();
  server = await startServer({ MONGODB_URI: store.uri, PICTURES_MB_PER_RESTAURANT: '1' });
  ({ api } = server);
  [owner, otherOwner, customer] = await api.signInAll('owner', 'owner2', 'customer');
});
afterEach(closeSockets);
afterAll(async () => {
  await stopAll();
  await client.close();
  await store.close();
});

let added = 0;
/** A dish of its own for each test. */
const newDish = () =>
  owner.ok(calls.addMenuItem, {
    params: { id: aurora },
    body: { name: `Dish ${(added += 1)}`, category: 'Tests', price: 900 },
  });
const paramsOf = ({ restaurantId, id }: Pick<MenuItem, 'restaurantId' | 'id'>) => ({
  id: restaurantId,
  itemId: id,
});

/** Noise, because a plain surface takes no space. */
const photo = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'red',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });
const blobOf = async (picture: Sharp, type = 'image/jpeg') =>
  new Blob([new Uint8Array(await picture.toBuffer())], { type });
const jpeg = (width = 1600, height = 1200) => blobOf(photo(width, height).jpeg());
const put = (dish: MenuItem, body: Blob, who = owner) =>
  who.ok(calls.putPicture, { params: paramsOf(dish), body });
const refused = (dish: MenuItem, body: Blob, who = owner) =>
  who.refused(calls.putPicture, { params: paramsOf(dish), body });
const fetched = async (url: string) => {
  const answer = await api.fetch(url);
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
/** The ids of stored pictures of a restaurant. */
const stored = async (restaurantId = aurora): Promise<string[]> =>
  db.collection('dish_pictures').distinct('pictureId', { restaurantId });
const onMenu = async (dish: MenuItem) => {
  const { categories } = await api.ok(calls.getMenu, { params: { id: dish.restaurantId } });
  return categories.flatMap(({ items }) => items).find(({ id }) => id === dish.id);
};

describe('the picture of a dish', () => {
  test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'is taken as %s, encoded again in several widths, and cached for ever at its address',
    async (format) => {
      const dish = await newDish();
      expect(dish.picture).toBeNull();
      const original = sharp({ create: { width: 900, height: 600, channels: 3, background: 'green' } });
      const { picture, version } = await put(dish, await blobOf(original[format](), `image/${format}`));
      // A user who edits the dish meanwhile loses nothing.
      expect(version).toBe(dish.version);
      expect(picture?.sizes.map(({ width, height }) => [width, height])).toEqual([
        [320, 213],
        [640, 427],
        [900, 600],
      ]);
      expect((await onMenu(dish))?.picture).toEqual(picture);
      for (const { url, width, height } of picture!.sizes) {
        const { answer, bytes } = await fetched(url);
        expect(answer.headers.get('content-type')).toBe('image/webp');
        expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width, height });
      }
    },
  );

  test('is turned upright, and loses what the file says besides: where it was taken, for example', async () => {
    const camera = photo(800, 400)
      .withExif({ IFD0: { Copyright: 'Quixzal' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg();
    const dish = await newDish();
    const { picture } = await put(dish, await blobOf(camera));
    expect(picture?.sizes.map(({ width, height }) => [width, height])).toEqual([
      [320, 640],
      [400, 800],
    ]);
    const { bytes } = await fetched(picture!.sizes[0]!.url);
    expect((await sharp(bytes).metadata()).exif).toBeUndefined();
    expect(bytes.includes('Quixzal')).toBe(false);
  });

  test('gets a new address when it is replaced; the old one, and that of a removed dish, is gone', async () => {
    const screen = await Connection.as(server.url, owner.token);
    const dish = await newDish();
    const first = (await put(dish, await jpeg(300, 300))).picture!;
    const second = (await put(dish, await jpeg(300, 300))).picture!;
    expect(second.id).not.toBe(first.id);
    await screen.next('menu:update');
    const ids = async () => (await stored()).filter((id) => [first.id, second.id].includes(id));
    expect(await eventually(ids, (left) => left.length === 1)).toEqual([second.id]);
    expect((await fetched(first.sizes[0]!.url)).answer.status).toBe(404);
    expect((await fetched(second.sizes[0]!.url)).answer.status).toBe(200);

    await owner.ok(calls.removeMenuItem, { params: paramsOf(dish) });
    await eventually(ids, (left) => left.length === 0);
    const other = await newDish();
    const third = (await put(other, await jpeg(300, 300))).picture!;
    expect((await owner.ok(calls.removePicture, { params: paramsOf(other) })).picture).toBeNull();
    await eventually(stored, (left) => !left.includes(third.id));
    expect((await owner.ok(calls.removePicture, { params: paramsOf(other) })).picture).toBeNull();
    const { items } = await owner.ok(calls.listRestaurantAudit, { params: { id: aurora } });
    expect(items).toContainEqual(
      expect.objectContaining({
        action: 'menu.item_changed',
        subject: { kind: 'menu item', id: other.id },
        details: { name: other.name, fields: 'picture' },
      }),
    );
  });

  test.each<[string, () => Promise<Blob>, string, RegExp]>([
    [
      'text',
      async () => new Blob(['not a picture'.repeat(100)], { type: 'image/png' }),
      'picture_invalid',
      /JPEG/,
    ],
    [
      'SVG, which programs could be hidden in',
      async () =>
        new Blob(['<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect/></svg>'], {
          type: 'image/png',
        }),
      'picture_invalid',
      /JPEG/,
    ],
    ['a GIF', async () => blobOf(photo(400, 400).gif(), 'image/jpeg'), 'picture_invalid', /JPEG/],
    ['nothing', async () => new Blob([], { type: 'image/jpeg' }), 'picture_invalid', /JPEG/],
    [
      'half of a file',
      async () => (await jpeg(800, 800)).slice(0, 20_000, 'image/jpeg'),
      'picture_invalid',
      /not damaged/,
    ],
    ['too few pixels', async () => jpeg(300, 199), 'picture_invalid', /300 × 199 pixels/],
    [
      'too many pixels, in a small file',
      async () =>
        blobOf(
          sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: 'red' } }).png(),
          'image/png',
        ),
      'picture_invalid',
      /50 million/,
    ],
    [
      'more bytes than allowed',
      async () => new Blob([new Uint8Array(8 * 1024 * 1024 + 1)], { type: 'image/jpeg' }),
      'payload_too_large',
      /8 MiB/,
    ],
    [
      'another type',
      async () => new Blob(['{}'], { type: 'application/json' }),
      'unsupported_media_type',
      /image\/webp/,
    ],
  ])('cannot be %s', async (_, file, code, detail) => {
    const dish = await newDish();
    const before = await stored();
    const problem = await refused(dish, await file());
    expect([problem.code, problem.detail]).toEqual([code, expect.stringMatching(detail)]);
    expect((await onMenu(dish))?.picture).toBeNull();
    expect(await stored()).toEqual(before);
  });

  test('is refused at the limit also when the client does not say how long it is', async () => {
    const dish = await newDish();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 200) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const answer = await owner.fetch(`/api/v1/restaurants/${aurora}/menu/items/${dish.id}/picture`, {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: endless,
      duplex: 'half',
    });
    expect([answer.status, (await answer.json()) as object]).toEqual([
      413,
      expect.objectContaining({ code: 'payload_too_large' }),
    ]);
  });

  test('is set by staff of the restaurant only, for a dish that it has', async () => {
    const dish = await newDish();
    const file = await jpeg(300, 300);
    expect((await refused(dish, file, otherOwner)).code).toBe('forbidden');
    expect((await refused(dish, file, customer)).code).toBe('forbidden');
    expect((await refused(dish, file, api)).code).toBe('unauthorized');
    expect((await refused({ ...dish, id: 'nothing' }, file)).code).toBe('not_found');
    expect((await refused({ ...dish, restaurantId: sakura }, file)).code).toBe('forbidden');
    const params = paramsOf(dish);
    expect((await otherOwner.refused(calls.removePicture, { params })).code).toBe('forbidden');
    const unknown = { params: { file: `${'0'.repeat(32)}-320.webp` } };
    expect((await api.send(calls.getPicture, unknown)).status).toBe(404);
    expect((await api.send(calls.getPicture, { params: { file: '../menus' } })).status).toBe(400);
  });

  test('counts towards the quota of its restaurant, which a replacement may use again', async () => {
    const id = sakura;
    const { categories } = await api.ok(calls.getMenu, { params: { id } });
    const dishes = categories.flatMap(({ items }) => items);
    const large = await jpeg(1600, 1600);
    let full: MenuItem | undefined;
    for (const dish of dishes) {
      const answer = await otherOwner.send(calls.putPicture, { params: paramsOf(dish), body: large });
      if (answer.status === 200) continue;
      expect(await answer.json()).toMatchObject({ code: 'quota_exceeded', status: 422 });
      full = dish;
      break;
    }
    expect((await onMenu(full!))?.picture).toBeNull();
    const withPictures = new Set(dishes.slice(0, dishes.indexOf(full!)).map((dish) => dish.id));
    await eventually(
      () => stored(sakura),
      (ids) => ids.length === withPictures.size,
    );
    await otherOwner.ok(calls.putPicture, { params: paramsOf(dishes[0]!), body: large });
  });

  test('whose dish was not saved is removed, and one that its dish has is kept', async () => {
    const dish = await newDish();
    const { id } = (await put(dish, await jpeg(300, 300))).picture!;
    const pictures = db.collection<{ _id: string }>('dish_pictures');
    await eventually(
      () => pictures.countDocuments({ pictureId: id, heldSince: { $exists: true } }),
      (held) => held === 0,
    );
    // As if the process had died before, or right after, the dish was saved.
    const heldSince = new Date(Date.now() - 3_600_000);
    await pictures.updateMany({ pictureId: id }, { $set: { heldSince } });
    const lost = { pictureId: 'lost', restaurantId: aurora, bytes: Buffer.from('x'), heldSince };
    await pictures.insertOne({ _id: 'lost-320', ...lost });
    await server.stop();
    server = await server.startAgain();
    ({ api } = server);
    [owner, otherOwner, customer] = await api.signInAll('owner', 'owner2', 'customer');
    const left = () => pictures.countDocuments({ heldSince: { $exists: true } });
    await eventually(left, (count) => count === 0);
    expect(await pictures.countDocuments({ pictureId: 'lost' })).toBe(0);
    expect((await fetched((await onMenu(dish))!.picture!.sizes[0]!.url)).answer.status).toBe(200);
  });
});
