/** Small choices of this browser. They are lost where storage is refused (private windows), and nothing else is. */
type Preference =
  | 'language'
  | 'theme.pass'
  | 'theme.office'
  | 'theme.last'
  | 'contrast'
  | 'sound'
  | 'sound.voice'
  | 'sound.volume'
  | 'heard'
  | 'push';

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
    // The choice still holds for this page.
  }
}
