interface Item {
  restaurantId: string;
  itemId: string;
  name: string;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'menu.item_added': Item;
    /** The changed fields, and the price before and after. Older events have neither. */
    'menu.item_changed': Item & { fields?: string[]; price?: { from: number; to: number } };
    'menu.item_removed': Item;
    'menu.arranged': { restaurantId: string };
    'menu.item_availability_changed': Item & { available: boolean; until: Date | null };
  }
}
