import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PageHints } from './page-hints.ts';

const index =
  '<link rel="stylesheet" href="styles-1_Z.css"><link rel="modulepreload" href="chunk-base.js"><script src="main-0a_B.js" type="module">';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'passline-hints-'));
  const files = {
    'main-0a_B.js':
      'import{a}from"./chunk-base.js";[{path:`sign-in`,title:`s`,loadComponent:async()=>(await import(`./chunk-door.js`)).D},{path:"track/:token",loadComponent:async()=>(await import("./chunk-track.js")).T},{path:``,loadChildren:async()=>(await import(`./chunk-shell.js`)).s},{path:`**`,loadComponent:async()=>(await import(`./chunk-door.js`)).E}]',
    'chunk-door.js':
      'import{b}from"./chunk-base.js";import{c}from"./chunk-form.js";import("./chunk-later.js")',
    'chunk-base.js': '',
    'chunk-form.js': 'import"./chunk-deep.js";',
    'chunk-deep.js': '',
    'chunk-track.js': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('hints at the stylesheet and all static imports of a page, except those in the index', () => {
  expect(new PageHints(folder, index).of('/sign-in')).toBe(
    '</styles-1_Z.css>; rel=preload; as=style, </chunk-door.js>; rel=modulepreload, </chunk-form.js>; rel=modulepreload, </chunk-deep.js>; rel=modulepreload',
  );
});

test('a tracking page also hints at the request for its order', () => {
  expect(new PageHints(folder, index).of('/track/a.b-c_d')).toBe(
    '</styles-1_Z.css>; rel=preload; as=style, </chunk-track.js>; rel=modulepreload, </api/v1/track/a.b-c_d>; rel=preload; as=fetch; crossorigin',
  );
});

test.each(['/', '/orders', '/sign-in/x', '/track/a/b', '/track/%3E'])(
  '%s does not hint at an order',
  (path) => {
    expect(new PageHints(folder, index).of(path) ?? '').not.toContain('/api/');
  },
);

test('an unknown kind of build gets no hints', () => {
  expect(new PageHints(folder, '<script src="main.js">').of('/sign-in')).toBeUndefined();
});
