/** What the server asks of a password at least; it also refuses common ones. */
export const leastPassword = 8;

/** Whether the text looks like an email address. Whether it is one, only a mail can tell. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
