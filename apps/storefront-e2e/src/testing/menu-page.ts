import type { Page } from 'playwright-core';

/** The page of the demo's first restaurant. */
export const menu = '/r/trattoria-aurora';
export const restaurantId = 'demo-trattoria-aurora';

export const dish = (page: Page, name: string) => page.locator('pl-dish-row button', { hasText: name });

export async function addDish(page: Page, name: string): Promise<void> {
  await dish(page, name).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Add / }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

export async function toCheckout(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Basket/ }).click();
  await page.getByRole('heading', { name: 'Your basket' }).waitFor();
}

export async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Delivery address').fill('Torstraße 1, 10119 Berlin');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Telephone').fill('+49 151 5550123');
}

export const place = (page: Page) => page.getByRole('button', { name: /Place order/ }).click();
