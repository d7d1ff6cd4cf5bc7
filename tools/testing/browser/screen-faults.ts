import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * All rules of axe, but details only of violations: those of passed checks take most of its time. Style sheets are not
 * loaded again, because only a rule that is off by default reads them.
 */
const runAxe = `axe.run({ resultTypes: ['violations'], preload: { assets: ['media'] } }).then(({ violations }) => violations)`;

/**
 * Ends when what the last action began is on the screen: a dialog has its texts, a change of colors has ended. Axe would
 * report the half of it as faults.
 */
const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });

/** axe violations of the current page, one line each. */
export async function axeViolations(page: Page): Promise<string[]> {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate<AxeResults['violations']>(runAxe);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}

/** Controls below the minimum touch size. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, a[href], input:not(label input, [type=radio]), label:has(input)',
      ),
    ]
      .filter((it) => it.checkVisibility() && getComputedStyle(it).clipPath === 'none')
      .map((it) => ({ it, box: it.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 48 || box.width < 48)
      .map(
        ({ it, box }) =>
          `${it.textContent.trim() || it.tagName} ${Math.round(box.width)}x${Math.round(box.height)}`,
      ),
  );

/** Faults of a screen, one line each: violations, small targets, scrolling that moves the whole screen. */
export async function screenFaults(page: Page): Promise<string[]> {
  const [wide, tall] = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    // In the console only the content scrolls, and its bars stay.
    return [scrollWidth - innerWidth, document.querySelector('pl-shell') ? scrollHeight - innerHeight : 0];
  });
  return [
    ...(await axeViolations(page)),
    ...(await smallTargets(page)).map((it) => `too small: ${it}`),
    ...(wide > 0 ? [`too wide by ${wide} px`] : []),
    ...(tall > 0 ? [`too tall by ${tall} px`] : []),
  ];
}
