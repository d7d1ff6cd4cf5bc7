import type { LanguageCode } from '@passline/web/i18n/language.ts';

const en = {
  /** Around the name on the switch in the top bar. */
  restaurant: 'Restaurant:',
  switch: 'Switch',
  heading: 'Your restaurants',
  ringing: (count: number, orders: string) =>
    count === 1 ? '1 order is ringing' : `${orders} orders are ringing`,
  elsewhere: 'ringing in another restaurant',
  all: 'All restaurants',
  allHint: 'One board of their orders',
  membershipEnded: (name: string) => `You are no longer on the team of ${name}.`,
  nowShown: (name: string) => `${name} is shown now.`,
  joined: (name: string) => `You are on the team of ${name} now.`,
  pick: {
    title: 'Which restaurant?',
    text: 'This page shows one restaurant at a time.',
    act: (name: string) => `Show ${name}`,
  },
};

type RestaurantTexts = typeof en;

const de: RestaurantTexts = {
  restaurant: 'Restaurant:',
  switch: 'Wechseln',
  heading: 'Ihre Restaurants',
  ringing: (count, orders) => (count === 1 ? '1 Bestellung klingelt' : `${orders} Bestellungen klingeln`),
  elsewhere: 'klingelt in einem anderen Restaurant',
  all: 'Alle Restaurants',
  allHint: 'Eine Tafel mit allen Bestellungen',
  membershipEnded: (name) => `Sie gehören nicht mehr zum Team von ${name}.`,
  nowShown: (name) => `Jetzt sehen Sie ${name}.`,
  joined: (name) => `Sie gehören jetzt zum Team von ${name}.`,
  pick: {
    title: 'Welches Restaurant?',
    text: 'Diese Seite zeigt immer nur ein Restaurant.',
    act: (name) => `${name} zeigen`,
  },
};

/** Not among the texts of all pages: only the shell needs them. */
export const restaurantTexts: Record<LanguageCode, RestaurantTexts> = { en, de };
