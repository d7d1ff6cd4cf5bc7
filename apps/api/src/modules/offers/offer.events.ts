declare module '@passline/event-log' {
  interface DomainEvents {
    'offer.created': {
      restaurantId: string;
      code: string;
      description: string;
      kind: 'percent' | 'amount';
      discountValue: number;
      until: Date | null;
    };
    'offer.ended': { restaurantId: string; code: string };
  }
}

export {};
