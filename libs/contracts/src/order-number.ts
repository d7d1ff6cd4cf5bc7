/** The order number that a text consists of, such as `7` or `#7`. */
export const orderNumberIn = (text: string): string | undefined => /^#?(\d+)$/.exec(text.trim())?.[1];
