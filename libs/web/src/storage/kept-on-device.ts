/** What was begun on this device, so that a reload or a closed tab loses none of it. */
export function readKept<T>(name: string, isValid: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`passline.${name}`) ?? 'null');
    return isValid(value) ? value : undefined;
  } catch {
    // Storage is blocked, or the record is damaged.
    return undefined;
  }
}

/** Without a value it is removed. */
export function writeKept(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`passline.${name}`);
    else localStorage.setItem(`passline.${name}`, JSON.stringify(value));
  } catch {
    // Storage is blocked or full: it lasts as long as the page.
  }
}

/** Names, addresses, notes: everything that was kept of the customer but their session. */
export function forgetCustomer(): void {
  try {
    const ours = /^passline\.(details$|basket\.|attempt\.)/;
    for (const key of Object.keys(localStorage)) if (ours.test(key)) localStorage.removeItem(key);
  } catch {
    // Storage is blocked: there is nothing.
  }
}

/** Whether this device keeps anything over the end of the page. */
export function isKept(): boolean {
  try {
    localStorage.setItem('passline.probe', '1');
    localStorage.removeItem('passline.probe');
    return true;
  } catch {
    return false;
  }
}
