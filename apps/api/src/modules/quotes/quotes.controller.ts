import { Controller } from '@nestjs/common';
import { type InputOf, type Quote, quoteCalls } from '@passline/contracts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { QuotesService } from './quotes.service.ts';

@Controller()
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  // A page asks after each change of its basket. Several visitors may share an address.
  @Serve(quoteCalls.quoteOrder, { perAddress: { burst: 120, perSecond: 5 } })
  async quote(@Input() { params, body }: InputOf<typeof quoteCalls.quoteOrder>): Promise<Quote> {
    return this.quotes.quote(params.id, body);
  }
}
