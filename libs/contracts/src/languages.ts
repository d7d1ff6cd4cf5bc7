/** The languages of texts that Passline writes for customers and kitchens. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
