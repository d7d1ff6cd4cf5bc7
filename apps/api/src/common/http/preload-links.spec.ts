import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PreloadLinks } from './preload-links.ts';

const folder = mkdtempSync(join(tmpdir(), 'passline-preload-'));
const file = join(folder, 'page-files.json');
writeFileSync(
  file,
  JSON.stringify({
    styles: 'styles-1_Z.css',
    pages: { '/sign-in': ['chunk-door.js', 'chunk-form.js'], '/track/:token': ['chunk-track.js'] },
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));
const preload = new PreloadLinks(file);

test('names the stylesheet and the scripts of a page', () => {
  expect(preload.of('/sign-in')).toBe(
    '</styles-1_Z.css>; rel=preload; as=style, </chunk-door.js>; rel=modulepreload, </chunk-form.js>; rel=modulepreload',
  );
});

test('for a tracking page it also names the request for its order', () => {
  expect(preload.of('/track/a.b-c_d')).toBe(
    '</styles-1_Z.css>; rel=preload; as=style, </chunk-track.js>; rel=modulepreload, </api/v1/track/a.b-c_d>; rel=preload; as=fetch; crossorigin',
  );
});

test('for a menu it also names the request for its restaurant', () => {
  expect(preload.of('/r/trattoria-aurora')).toBe(
    '</api/v1/storefronts/trattoria-aurora>; rel=preload; as=fetch; crossorigin',
  );
});

test.each(['/', '/orders', '/sign-in/x', '/track/a/b', '/track/%3E'])(
  '%s does not hint at an order',
  (path) => {
    expect(preload.of(path) ?? '').not.toContain('/api/');
  },
);

test('files of an app may have their own address', () => {
  expect(new PreloadLinks(file, '/storefront/').of('/track/a')).toContain('</storefront/chunk-track.js>');
});

test('an app that was built without the file gets no links', () => {
  expect(new PreloadLinks(join(folder, 'missing.json')).of('/sign-in')).toBeUndefined();
});
