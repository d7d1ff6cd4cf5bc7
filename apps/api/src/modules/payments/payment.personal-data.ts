import { Injectable } from '@nestjs/common';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { paymentView } from './payment.schema.ts';
import { PaymentsRepository } from './payments.repository.ts';

/** Payments contain amounts and ids, which stay for accounting. Only card tokens are erased. */
@Injectable()
export class PaymentPersonalData {
  constructor(payments: PaymentsRepository, personal: PersonalData) {
    personal.addExport('payments', async ({ orders }) => (await payments.ofOrders(orders)).map(paymentView));
    personal.add('payments', {
      erase: async ({ orders }) => {
        await payments.removeTokens(orders);
        return 0;
      },
    });
  }
}
