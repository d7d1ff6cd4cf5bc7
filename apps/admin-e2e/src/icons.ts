/**
 * The icons of the installed console, drawn from the mark in apps/admin/public/icon.svg: `node apps/admin-e2e/src/icons.ts`.
 * Run it when the mark changes; what it draws is kept in the repository.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { launch } from '../../../tools/testing/browser/chromium.ts';

const folder = new URL('../../admin/public/', import.meta.url);
const mark = await readFile(new URL('icon.svg', folder), 'utf8');
const paper = /fill="(#\w+)"/.exec(mark)?.[1] ?? '#201c18';
/** Without rounded corners, for systems that cut them themselves. */
const square = mark.replace(/rx="\d+"/, '');

const icons = [
  { name: '192.png', size: 192, svg: mark, share: 1 },
  { name: '512.png', size: 512, svg: mark, share: 1 },
  // A mask may cut everything outside the middle 80 %.
  { name: 'maskable.png', size: 512, svg: square, share: 0.8 },
  { name: 'touch.png', size: 180, svg: square, share: 0.92 },
];

/** An icon file with one picture, for clients that ask for /favicon.ico whatever the page says. */
function icoOf(png: Buffer, size: number): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt8(size, 6);
  header.writeUInt8(size, 7);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

const browser = await launch();
try {
  await mkdir(new URL('icons/', folder), { recursive: true });
  for (const { name, size, svg, share } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>html{background:${share < 1 ? paper : 'transparent'}}body{margin:0;height:100vh;display:grid;place-items:center}svg{width:${share * 100}%}</style>${svg}`,
    );
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(new URL(`icons/${name}`, folder), png);
    if (name === '192.png') await writeFile(new URL('favicon.ico', folder), icoOf(png, size));
    await page.close();
  }
} finally {
  await browser.close();
}
