import type { PaymentMethod } from '@passline/contracts';

interface PaymentFact {
  orderId: string;
  restaurantId: string;
  customerId: string;
  amount: number;
  currency: string;
  method: PaymentMethod;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'payment.started': PaymentFact;
    'payment.received': PaymentFact;
    'payment.failed': PaymentFact & { reason: string };
    'payment.refunded': PaymentFact;
  }
}
