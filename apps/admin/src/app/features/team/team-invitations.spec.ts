import { TestBed } from '@angular/core/testing';
import type { Membership } from '@passline/contracts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storeAccount, userIn } from '../../../testing/account.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { TeamApi } from '../../shared/accounts/team-api.ts';
import { TeamInvitations } from './team-invitations.ts';

const aurora: Membership = { restaurantId: 'aurora', role: 'owner' };
const sakura: Membership = { restaurantId: 'sakura', role: 'owner' };
const own = { params: { id: 'aurora' } };
const invitation = {
  id: 'i1',
  email: 'anna@example.com',
  role: 'kitchen',
  expiresAt: '2099-01-01T12:00:00.000Z',
};

let server: TestServer;
const begin = async () => {
  storeAccount(userIn(aurora, sakura));
  server = new TestServer();
  TestBed.configureTestingModule({ providers: [TeamApi] });
  const page = TestBed.createComponent(TeamInvitations);
  TestBed.tick();
  const host = page.nativeElement as HTMLElement;
  const press = (name: string) =>
    [...host.querySelectorAll('button')].find((it) => it.textContent.includes(name))!.click();
  return { page, host, press };
};

/** Later than the code after the `import()` of the page. */
const loaded = async () => {
  await import('./invite-panel.ts');
  await new Promise((done) => setTimeout(done));
};

afterEach(async () => {
  await server.verify();
  localStorage.clear();
});

it('says that the invitations could not be loaded, and keeps those that it knows', async () => {
  const { page, host, press } = await begin();
  await server.answer('listInvitations', own, null, 503);
  await page.whenStable();
  expect(host.querySelector('[role=alert]')?.textContent).toContain('The server is not responding');
  press('Try again');
  TestBed.tick();
  await server.answer('listInvitations', own, { items: [invitation] });
  await page.whenStable();
  expect(host.textContent).toContain(invitation.email);
  document.dispatchEvent(new Event('visibilitychange'));
  TestBed.tick();
  await server.answer('listInvitations', own, null, 503);
  await page.whenStable();
  expect(host.textContent).toContain(invitation.email);
  expect(host.querySelector('[role=alert]')).toBeNull();
});

it('does not open the panel over another restaurant that was chosen while it loaded', async () => {
  const { page, press } = await begin();
  await server.answer('listInvitations', own, { items: [] });
  await page.whenStable();
  press('Invite a person');
  TestBed.inject(ChosenRestaurant).choose('sakura');
  await loaded();
  expect(document.querySelector('pl-invite-panel')).toBeNull();
  press('Invite a person');
  await loaded();
  expect(document.querySelector('pl-invite-panel')).not.toBeNull();
});
