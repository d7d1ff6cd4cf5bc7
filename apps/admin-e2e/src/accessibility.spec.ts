import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { type OpenedConsole, emailOf, signIn, signOut } from './testing/console.ts';
import { axeViolations, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

const looks = ['calm', 'due', 'late', 'ringing inverted', 'stale'];

/** The contrast of the first tickets' next steps: their words on the button, and the button's edge on the ticket. */
function measureSteps(
  wanted: readonly string[],
): { look: string; text: number; edge: number; solid: boolean }[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  /** The colours over each other, as the screen shows them. */
  const shown = (...colours: string[]): [number, number, number, number] => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha];
  };
  const brightness = (colour: readonly number[]) => {
    const [red = 0, green = 0, blue = 0] = colour.map((it) =>
      it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: readonly number[], other: readonly number[]) => {
    const [dim, bright] = [brightness(one), brightness(other)].sort((a, b) => a - b) as [number, number];
    return (bright + 0.05) / (dim + 0.05);
  };
  return [...document.querySelectorAll('pl-ticket:first-child')].flatMap((ticket) =>
    wanted.map((look) => {
      const page = ticket.closest('pl-board-page')!;
      ticket.classList.remove('due', 'late', 'ringing', 'inverted');
      page.classList.toggle('stale', look === 'stale');
      ticket.classList.add(...look.split(' '));
      const step = ticket.querySelector<HTMLElement>('.row .primary, .row .step')!;
      step.style.transition = 'none';
      const button = getComputedStyle(step);
      const row = getComputedStyle(ticket.querySelector('.row')!);
      const ground = shown(
        getComputedStyle(document.documentElement).backgroundColor,
        getComputedStyle(ticket).backgroundColor,
      );
      const under = `rgb(${ground.slice(0, 3).join(' ')})`;
      const face = shown(under, button.backgroundColor);
      const text = shown(`rgb(${face.slice(0, 3).join(' ')})`, button.color);
      page.classList.remove('stale');
      return {
        look,
        text: contrast(text, face),
        edge: Math.max(contrast(shown(under, button.borderBlockStartColor), ground), contrast(face, ground)),
        solid: shown(row.backgroundColor)[3] === 255,
      };
    }),
  );
}

inChromium('the look, in Chromium', () => {
  const fixture = useConsoleFixture();

  /** Sets the theme through the menu; each area has its own. */
  const choose = async ({ page }: OpenedConsole, dark: boolean) => {
    await page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await page.getByRole('menuitemradio', { name: dark ? 'Dark' : 'Light' }).click();
    await page.locator(`html[data-theme=${dark ? 'dark' : 'light'}]`).waitFor();
  };

  it.each([
    { light: 'light', width: 1440, height: 900 },
    { light: 'dark', width: 1024, height: 768 },
    { light: 'light', width: 390, height: 844 },
    { light: 'dark', width: 390, height: 844 },
  ])(
    'has no fault that axe finds and no small target, $light, $width px',
    async ({ light, width, height }) => {
      const dark = light === 'dark';
      const at = await fixture.openConsole({ width, height, dark });
      const { page } = at;
      const fine = async (screen: string) => {
        expect({ screen, faults: await axeViolations(page), small: await smallTargets(page) }).toEqual({
          screen,
          faults: [],
          small: [],
        });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect({ screen, tooWideBy: Math.max(0, wide) }).toEqual({ screen, tooWideBy: 0 });
      };

      await page.goto('/');
      await page.getByLabel('Email').waitFor();
      await fine('sign-in');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Enter your email address.').waitFor();
      await fine('sign-in, incomplete');

      await signIn(page, 'owner');
      await page.locator('pl-status-switch .open').waitFor();
      await choose(at, dark);
      await fine('orders');
      await page.getByRole('button', { name: /^Open.*Change status/ }).click();
      // Axe would find the edges of a dialog that is still empty.
      await page.getByRole('radio', { name: 'Busy' }).waitFor({ state: 'attached' });
      await fine('status, open');
      await page.getByRole('radio', { name: 'Busy' }).check({ force: true });
      await fine('status, busy');
      await page.getByRole('radio', { name: 'Closed' }).check({ force: true });
      await fine('status, closed');
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: 'Menu' }).click();
      await page.getByRole('switch').first().waitFor();
      await choose(at, dark);
      await fine('menu');
      await page.getByRole('button', { name: /Appearance and sign out/ }).click();
      await fine('person menu');
      await page.getByRole('menuitemcheckbox', { name: 'High contrast' }).click();
      await page.locator('html[data-contrast=more]').waitFor();
      await fine('menu, high contrast');
      await page.goto('/nowhere');
      await page.getByText('Page not found').waitFor();
      await fine('no such page');
      await signOut(page);

      await signIn(page, 'operator');
      await page.getByText('Sakura Kitchen').waitFor();
      await fine('restaurants');
      await page.getByRole('link', { name: 'Accounts' }).click();
      await page.getByText(emailOf('courier')).waitFor();
      await fine('users');
      await signOut(page);

      await signIn(page, 'customer');
      await page.getByRole('heading', { name: 'This console is for restaurants' }).waitFor();
      await fine('elsewhere');
      expect(at.browserErrors.filter((text) => !text.includes('401'))).toEqual([]);
    },
  );

  it.each([{ dark: false }, { dark: true }])(
    'shows the next step as enabled on every ticket, and as nothing that shines through, dark: $dark',
    async ({ dark }) => {
      const restaurantId = fixture.owner.session.user.restaurantId!;
      const [accepted, placed] = [
        await fixture.customer.order(restaurantId),
        await fixture.customer.order(restaurantId),
      ];
      await fixture.owner.call('promiseOrder', { params: { id: accepted.id }, body: { readyInMinutes: 20 } });
      const at = await fixture.openConsole({ width: 1024, height: 768, dark });
      await signIn(at.page, 'owner');
      await choose(at, dark);
      for (const { id } of [accepted, placed])
        await at.page.locator(`pl-ticket[data-order="${id}"]`).waitFor();
      const found = await at.page.evaluate(measureSteps, looks);
      expect(found.map(({ look }) => look)).toEqual([...looks, ...looks]);
      for (const { text, edge, solid } of found) {
        expect(text).toBeGreaterThanOrEqual(4.5);
        expect(edge).toBeGreaterThanOrEqual(3);
        expect(solid).toBe(true);
      }
    },
  );
});
