import type { RestaurantSettings } from '@passline/contracts';
import { inChromium } from './testing/chromium.ts';
import { faults, signIn, smallTargets } from './testing/console.ts';
import { useEvening } from './testing/evening.ts';
import { Guest } from './testing/rest.ts';

inChromium('settings, in Chromium', () => {
  const evening = useEvening();

  it('sets when an unanswered order calls for help, and that orders are accepted by themselves', async () => {
    const owner = await Guest.in(evening.url(), 'owner');
    const { page, complaints } = await evening.desk();
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page
      .getByRole('group', { name: /^and when nobody/ })
      .getByLabel('2 min')
      .check({ force: true });
    await page.getByRole('radio', { name: 'Never' }).check({ force: true });
    await page.getByRole('radio', { name: 'By themselves' }).check({ force: true });
    await page.getByRole('group', { name: 'and promised in' }).getByLabel('20 min').check({ force: true });
    expect({ faults: await faults(page), small: await smallTargets(page) }).toEqual({
      faults: [],
      small: [],
    });
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Saved.').waitFor();
    const path = `/restaurants/${owner.session.user.restaurantId!}/settings`;
    expect(await owner.call<RestaurantSettings>('GET', path)).toMatchObject({
      alertPolicy: { notAnsweredAfter: 120, autoCancelAfter: null },
      autoAccept: { enabled: true, readyInMinutes: 20 },
    });
    expect(complaints).toEqual([]);
  });
});
