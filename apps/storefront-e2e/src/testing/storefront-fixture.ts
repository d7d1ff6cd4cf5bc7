import { ApiUser } from '../../../../tools/testing/browser/api-user.ts';
import { useTelephones } from '../../../../tools/testing/browser/telephones.ts';
import { restaurantId } from './menu-page.ts';

/** Customers with telephones, and the owner of the demo's first restaurant as a client of the API. */
export function useStorefrontFixture(env?: Parameters<typeof useTelephones>[0]) {
  const telephones = useTelephones(env);
  let owner: ApiUser;

  beforeAll(async () => {
    owner = await ApiUser.signIn(telephones.url, 'owner');
  });

  return {
    get url() {
      return telephones.url;
    },
    get owner() {
      return owner;
    },
    telephone: telephones.telephone,
    signIn: (email: string, password: string) => ApiUser.logIn(telephones.url, email, password),
    /** Of a dish of that restaurant. */
    itemId: async (name: string): Promise<string> => {
      const { categories } = await owner.call('getMenu', { params: { id: restaurantId } });
      return categories.flatMap(({ items }) => items).find((item) => item.name === name)!.id;
    },
  };
}
