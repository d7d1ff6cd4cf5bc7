import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { drag } from './testing/drag.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

interface Paper {
  slip: string;
  width: number;
  colour: string;
  beside: string[];
}

inChromium('the board by hand, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  const confirmed = async (over = {}) => {
    const order = await fixture.customer.order(fixture.owner.session.user.restaurantId!, {
      fulfilment: 'pickup',
      ...over,
    });
    return fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
  };
  const board = async () => {
    const at = await fixture.openConsole();
    await signIn(at.page, 'kitchen');
    await at.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    return at;
  };
  const column = (page: Page, status: string) => page.locator(`pl-board-column:has(#column-${status})`);
  const ticket = (page: Page, { id }: Order) => page.locator(`pl-ticket[data-order="${id}"]`);
  const statusOf = async ({ id }: Order) => (await fixture.owner.call('getOrder', { params: { id } })).status;

  it('drags a ticket to the next column, and leaves it where no transition is allowed', async () => {
    const order = await confirmed();
    const { page, browserErrors } = await board();
    await column(page, 'confirmed').locator(ticket(page, order)).waitFor();
    await drag(page, ticket(page, order).locator('.who'), column(page, 'preparing').locator('.tickets'));
    await column(page, 'preparing').locator(ticket(page, order)).waitFor();
    for (;;) if ((await statusOf(order)) === 'preparing') break;

    // A pickup has no delivery.
    await drag(
      page,
      ticket(page, order).locator('.who'),
      column(page, 'out_for_delivery').locator('.tickets'),
    );
    await column(page, 'preparing').locator(ticket(page, order)).waitFor();
    expect(await statusOf(order)).toBe('preparing');
    expect(browserErrors).toEqual([]);
  });

  it('prints only the ticket, black on white, in printer width', async () => {
    const order = await confirmed({ note: 'Ring twice' });
    const { page } = await board();
    await page.evaluate(() => {
      window.print = () => {
        const slip = document.querySelector<HTMLElement>('pl-printed-ticket')!;
        Object.assign(globalThis, {
          paper: {
            slip: slip.innerText,
            width: slip.getBoundingClientRect().width,
            colour: `${getComputedStyle(slip).color} on ${getComputedStyle(slip).backgroundColor}`,
            beside: [...document.querySelectorAll('pl-shell > *, pl-notice-list')]
              .filter((it) => it !== slip && it.checkVisibility())
              .map(({ tagName }) => tagName),
          },
        });
      };
    });
    await ticket(page, order).focus();
    await page.emulateMedia({ media: 'print' });
    await page.keyboard.press('p');
    await page.waitForFunction(() => 'paper' in globalThis);
    const paper = await page.evaluate(() => (globalThis as unknown as { paper: Paper }).paper);
    expect(paper.slip).toContain(order.number);
    expect(paper.slip).toMatch(/^Trattoria Aurora\n\+49 30 \d+/);
    expect(paper.slip).toMatch(/\n(delivery|pickup)\n/i);
    expect(paper.slip).toContain('Ring twice');
    expect(paper.slip).toContain('no basil');
    expect(paper.slip).toContain('2 Bruschetta al pomodoro');
    expect(Math.round(paper.width)).toBe(Math.round((72 / 25.4) * 96));
    expect(paper.colour).toBe('rgb(0, 0, 0) on rgb(255, 255, 255)');
    expect(paper.beside).toEqual([]);

    await page.emulateMedia({ media: 'screen' });
    await page.locator('pl-printed-ticket').waitFor({ state: 'detached' });
    await ticket(page, order).waitFor();
  });
});
