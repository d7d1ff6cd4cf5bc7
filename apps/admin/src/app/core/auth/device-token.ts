const key = 'passline.devices';
/** A shared tablet has the accounts of one team. */
const most = 10;

/**
 * What the server gave this browser at the last sign-in of each account. It opens nothing; sent with the next sign-in
 * it keeps strangers who try passwords from making the owner wait. So it stays when the session ends.
 */
export const deviceTokenOf = (email: string): string | undefined =>
  read().find(([account]) => account === nameOf(email))?.[1];

export function keepDeviceToken(email: string, token: string): void {
  const others = read().filter(([account]) => account !== nameOf(email));
  const kept = [[nameOf(email), token] as const, ...others].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Storage is refused: the next sign-in from here is a stranger's.
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
