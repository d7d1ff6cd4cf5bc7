interface Item {
  restaurantId: string;
  itemId: string;
  name: string;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'menu.item_added': Item;
    /** The changed fields, and the price before and after. Older events have neither. */
    'menu.item_changed': Item & {
      fields?: string[];
      price?: { from: number; to: number };
      /** The ids of pictures. */
      picture?: { from: string | null; to: string | null };
    };
    'menu.item_removed': Item & { picture?: string };
    'menu.arranged': { restaurantId: string };
    'menu.item_availability_changed': Item & { available: boolean; until: Date | null };
    /** `name` is that of the dish. */
    'menu.choice_availability_changed': Item & {
      choiceId: string;
      choiceName: string;
      available: boolean;
      until: Date | null;
    };
  }
}
