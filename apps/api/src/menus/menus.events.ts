interface Item {
  restaurantId: string;
  itemId: string;
  name: string;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'menu.item_added': Item;
    'menu.item_changed': Item;
    'menu.item_removed': Item;
    'menu.arranged': { restaurantId: string };
    'menu.item_availability_changed': Item & { available: boolean; until: Date | null };
  }
}
