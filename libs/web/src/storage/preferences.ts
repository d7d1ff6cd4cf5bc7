/** Whether push messages are on, by app: one browser may be used by staff, a customer and a courier. */
export type PushPreference = 'push' | 'push.customer' | 'push.courier';

/** Small preferences of this browser. Only these are lost where storage is blocked (private windows). */
type Preference =
  | PushPreference
  | 'language'
  | 'theme.pass'
  | 'theme.office'
  | 'theme.last'
  | 'contrast'
  | 'sound'
  | 'sound.voice'
  | 'sound.volume'
  | 'heard'
  /** Of an earlier release. */
  | 'board.filter'
  /** By restaurant, or for all of them. */
  | `board.filter.${string}`
  | 'board.layout'
  | 'board.stations'
  /** By account. */
  | `restaurant.${string}`;

export function readPreference(choice: Preference): string | undefined {
  try {
    return localStorage.getItem(`passline.${choice}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function savePreference(choice: Preference, value: string): void {
  try {
    localStorage.setItem(`passline.${choice}`, value);
  } catch {
    // Still applies to this page.
  }
}
