import type { Locator, Page } from 'playwright-core';

/** Drags like a user: press, move a little, move in steps, release. */
export async function drag(page: Page, what: Locator, onto: Locator): Promise<void> {
  await what.scrollIntoViewIfNeeded();
  const from = await what.boundingBox();
  if (!from) throw new Error('the dragged element is not visible');
  const at = { x: from.x + Math.min(24, from.width / 2), y: from.y + Math.min(10, from.height / 2) };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 12, at.y + 12, { steps: 4 });
  await page.locator('.cdk-drag-preview').waitFor();
  const to = await onto.boundingBox();
  if (!to) throw new Error('the drop target is not visible');
  await page.mouse.move(to.x + to.width / 2, to.y + Math.min(40, to.height / 2), { steps: 12 });
  await page.mouse.up();
  await page.locator('.cdk-drag-preview').waitFor({ state: 'detached' });
}
