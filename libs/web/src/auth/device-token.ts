const key = 'passline.devices';
/** Enough for the accounts of a team that shares one tablet. */
const most = 10;

/**
 * The device tokens of the accounts that signed in here. A device token grants no access; the server uses it
 * to keep other people's failed attempts from delaying the account's owner. It therefore outlives the
 * session.
 */
export const deviceTokenOf = (email: string): string | undefined =>
  read().find(([account]) => account === nameOf(email))?.[1];

/** Of all accounts that signed in here, when it is not known yet who signs in. */
export const deviceTokens = (): string[] => read().map(([, token]) => token);

export function keepDeviceToken(email: string, token: string): void {
  const others = read().filter(([account]) => account !== nameOf(email));
  const kept = [[nameOf(email), token] as const, ...others].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Storage is blocked: the next sign-in from here counts as an unknown device.
  }
}

const nameOf = (email: string) => email.trim().toLowerCase();

function read(): (readonly [account: string, token: string])[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(value) ? value.filter(isEntry) : [];
  } catch {
    return [];
  }
}

const isEntry = (value: unknown): value is [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
