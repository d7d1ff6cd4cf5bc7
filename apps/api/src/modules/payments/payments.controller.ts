import { Controller, UseGuards } from '@nestjs/common';
import { type AnswerOf, type InputOf, type Payment, paymentCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { PaymentsService } from './payments.service.ts';
import { WebhookGuard } from './webhook.guard.ts';

@Controller()
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Serve(paymentCalls.payOrder, { perAccount: 'records' })
  async pay(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof paymentCalls.payOrder>,
  ): Promise<Payment> {
    return this.payments.pay(caller, params.id, body?.token ?? 'tok_ok');
  }

  @UseGuards(WebhookGuard)
  @Serve(paymentCalls.paymentWebhook)
  async webhook(
    @Input() { body }: InputOf<typeof paymentCalls.paymentWebhook>,
  ): Promise<AnswerOf<typeof paymentCalls.paymentWebhook>> {
    await this.payments.receiveWebhook(body);
    return { received: true };
  }
}
