import { ApiClient } from '@passline/api-client';
import type { CreateOrderRequest, Order, Restaurant, Session } from '@passline/contracts';

export type Account = 'owner' | 'kitchen' | 'customer' | 'courier' | 'courier2' | 'operator';
export const emailOf = (account: Account): string => `${account}@demo.passline.local`;

const password = 'passline-demo';

/** REST calls to the same server without a browser. */
export const signInToApi = (url: string, account: Account): Promise<Session> => logIn(url, emailOf(account));

const logIn = (url: string, email: string, secret = password): Promise<Session> =>
  new ApiClient({ baseUrl: url }).call('login', { body: { email, password: secret } });

export const restaurantOf = (url: string, id: string): Promise<Restaurant> =>
  new ApiClient({ baseUrl: url }).call('getRestaurant', { params: { id } });

const addressOf = (name: string) => `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@demo.passline.local`;

/** A signed-in account that uses the REST API. */
export class ApiUser {
  readonly url: string;
  readonly session: Session;
  readonly call: ApiClient['call'];

  private constructor(url: string, session: Session) {
    this.url = url;
    this.session = session;
    const client = new ApiClient({ baseUrl: url, token: () => session.accessToken });
    this.call = client.call.bind(client);
  }

  static async signIn(url: string, account: Account): Promise<ApiUser> {
    return new ApiUser(url, await signInToApi(url, account));
  }

  /** For an account that a test has made. */
  static async logIn(url: string, email: string, secret: string): Promise<ApiUser> {
    return new ApiUser(url, await logIn(url, email, secret));
  }

  /** A new customer beside the demo accounts. */
  static async registerCustomer(url: string, name: string): Promise<ApiUser> {
    const body = { email: addressOf(name), password, name };
    return new ApiUser(url, await new ApiClient({ baseUrl: url }).call('register', { body }));
  }

  /** A new courier beside the demo accounts. */
  static async createCourier(operator: ApiUser, name: string): Promise<ApiUser> {
    const email = addressOf(name);
    await operator.call('createUser', {
      body: { email, password, name, phone: '+49 151 5550499', role: 'courier' },
    });
    return new ApiUser(operator.url, await logIn(operator.url, email));
  }

  async order(restaurantId: string, over: Partial<CreateOrderRequest> = {}): Promise<Order> {
    const menu = await this.call('getMenu', { params: { id: restaurantId } });
    const dishes = menu.categories
      .flatMap(({ items }) => items)
      .filter(({ options }) => options.every(({ min }) => min === 0));
    const body: CreateOrderRequest = {
      restaurantId,
      items: [
        { menuItemId: dishes[0]!.id, quantity: 2, note: 'no basil' },
        { menuItemId: dishes[1]!.id, quantity: 1 },
      ],
      fulfilment: 'delivery',
      deliveryAddress: 'Via Garibaldi 12, third floor',
      paymentMethod: 'card',
      ...over,
    };
    return this.call('placeOrder', { body }, { idempotencyKey: crypto.randomUUID() });
  }
}
