import type { Restaurant, Session } from '@passline/contracts';
import { type Account, emailOf } from './console.ts';

/** What a peer of the console sees: the same server, asked without a browser. */
export async function signedIn(url: string, account: Account): Promise<Session> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: emailOf(account), password: 'passline-demo' }),
  });
  if (!response.ok)
    throw new Error(`${account} could not sign in: ${response.status} ${await response.text()}`);
  return (await response.json()) as Session;
}

export async function restaurantOf(url: string, id: string): Promise<Restaurant> {
  const response = await fetch(`${url}/api/v1/restaurants/${id}`);
  return (await response.json()) as Restaurant;
}
