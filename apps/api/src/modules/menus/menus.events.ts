interface Item {
  restaurantId: string;
  itemId: string;
  name: string;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'menu.item_added': Item;
    /** What was changed; a price from what to what. Absent in events of before these were told. */
    'menu.item_changed': Item & { fields?: string[]; price?: { from: number; to: number } };
    'menu.item_removed': Item;
    'menu.arranged': { restaurantId: string };
    'menu.item_availability_changed': Item & { available: boolean; until: Date | null };
  }
}
