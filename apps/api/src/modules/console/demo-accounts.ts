import type { Role } from '@passline/contracts';
import type { AccountsService } from '../accounts/accounts.service.ts';

export const demoPassword = 'passline-demo';

/** Fixed ids, so that links into the demo still work when it is created again. */
export const aurora = 'demo-trattoria-aurora';
export const sakura = 'demo-sakura-kitchen';
/** The oldest order of the demo, as its id sorts before all others. */
export const demoOrderId = '01900000-0000-7000-8000-000000000001';
export const demoRestaurants: ReadonlyMap<string, string> = new Map([
  [aurora, 'Trattoria Aurora'],
  [sakura, 'Sakura Kitchen'],
]);
const ownerOfAurora = 'owner@demo.passline.local';

interface DemoAccount {
  email: string;
  name: string;
  phone: string;
  role: Role;
  restaurantId: string | null;
}

const account = (
  local: string,
  name: string,
  role: Role,
  phone: string,
  restaurantId: string | null = null,
): DemoAccount => ({
  email: `${local}@demo.passline.local`,
  name,
  phone,
  role,
  restaurantId,
});

export const demoAccounts: readonly DemoAccount[] = [
  account('owner', 'Giulia Ferrante', 'owner', '+49 30 5550101', aurora),
  account('kitchen', 'Matteo Bruno', 'kitchen', '+49 30 5550102', aurora),
  account('owner2', 'Haruka Mori', 'owner', '+49 30 5550201', sakura),
  account('customer', 'Jonas Weber', 'customer', '+49 151 5550301'),
  account('customer2', 'Leyla Demir', 'customer', '+49 151 5550302'),
  account('courier', 'Tomasz Nowak', 'courier', '+49 151 5550401'),
  account('courier2', 'Amara Okafor', 'courier', '+49 151 5550402'),
  account('operator', 'Robin Hartmann', 'operator', '+49 30 5550001'),
];

/** Whether the database was empty when a server with demo data first started on it. */
export const hasDemo = async (accounts: AccountsService): Promise<boolean> =>
  (await accounts.findByEmail(ownerOfAurora))?.restaurantId === aurora;
