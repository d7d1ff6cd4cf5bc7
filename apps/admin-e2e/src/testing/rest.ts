import type { Menu, CreateOrderRequest, Order, Restaurant, Session } from '@passline/contracts';

export type Account = 'owner' | 'kitchen' | 'customer' | 'courier' | 'courier2' | 'operator';
export const emailOf = (account: Account): string => `${account}@demo.passline.local`;

/** REST calls to the same server without a browser. */
export const signedIn = (url: string, account: Account): Promise<Session> => admitted(url, emailOf(account));

async function admitted(url: string, email: string): Promise<Session> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'passline-demo' }),
  });
  if (!response.ok)
    throw new Error(`${email} could not sign in: ${response.status} ${await response.text()}`);
  return (await response.json()) as Session;
}

export async function restaurantOf(url: string, id: string): Promise<Restaurant> {
  const response = await fetch(`${url}/api/v1/restaurants/${id}`);
  return (await response.json()) as Restaurant;
}

const addressOf = (name: string) => `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@demo.passline.local`;

/** One account, by the public contract. */
export class Guest {
  readonly url: string;
  readonly session: Session;

  private constructor(url: string, session: Session) {
    this.url = url;
    this.session = session;
  }

  static async in(url: string, account: Account): Promise<Guest> {
    return new Guest(url, await signedIn(url, account));
  }

  /** A new customer beside the demo accounts. */
  static async registered(url: string, name: string): Promise<Guest> {
    const response = await fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: addressOf(name), password: 'passline-demo', name }),
    });
    if (!response.ok) throw new Error(`${name} could not register: ${await response.text()}`);
    return new Guest(url, (await response.json()) as Session);
  }

  /** A new courier beside the demo accounts. */
  static async hired(operator: Guest, name: string): Promise<Guest> {
    const email = addressOf(name);
    await operator.call('POST', '/users', {
      email,
      password: 'passline-demo',
      name,
      phone: '+49 151 5550499',
      role: 'courier',
    });
    return new Guest(operator.url, await admitted(operator.url, email));
  }

  async call<T>(method: string, path: string, body?: unknown, headers = {}): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.session.accessToken}`,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async order(restaurantId: string, over: Partial<CreateOrderRequest> = {}): Promise<Order> {
    const menu = await this.call<Menu>('GET', `/restaurants/${restaurantId}/menu`);
    const dishes = menu.categories
      .flatMap(({ items }) => items)
      .filter(({ options }) => options.every(({ min }) => min === 0));
    return this.call<Order>(
      'POST',
      '/orders',
      {
        restaurantId,
        items: [
          { menuItemId: dishes[0]!.id, quantity: 2, note: 'no basil' },
          { menuItemId: dishes[1]!.id, quantity: 1 },
        ],
        fulfilment: 'delivery',
        deliveryAddress: 'Via Garibaldi 12, third floor',
        paymentMethod: 'card',
        ...over,
      },
      { 'idempotency-key': crypto.randomUUID() },
    );
  }
}
