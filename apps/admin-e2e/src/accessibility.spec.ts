import { inChromium } from './testing/chromium.ts';
import {
  type OpenedConsole,
  emailOf,
  axeViolations,
  signIn,
  signOut,
  smallTargets,
} from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

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
});
