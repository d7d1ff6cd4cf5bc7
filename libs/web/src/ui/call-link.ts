/** A link that calls this number. Spaces are no part of a telephone link. */
export const callLink = (phone: string): string => `tel:${phone.replaceAll(' ', '')}`;
