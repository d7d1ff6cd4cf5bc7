import { Controller } from '@nestjs/common';
import { type InputOf, type Offer, type Page, offerCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { OffersService } from './offers.service.ts';

@Controller()
export class OffersController {
  constructor(private readonly offers: OffersService) {}

  @Serve(offerCalls.createOffer, { perAccount: 'records' })
  async create(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof offerCalls.createOffer>,
  ): Promise<Offer> {
    return this.offers.create(caller, params.id, body);
  }

  @Serve(offerCalls.listRestaurantOffers)
  async listOf(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<typeof offerCalls.listRestaurantOffers>,
  ): Promise<Page<Offer>> {
    return this.offers.listOf(caller, params.id, query.limit, query.cursor);
  }

  @Serve(offerCalls.endOffer)
  async end(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof offerCalls.endOffer>,
  ): Promise<undefined> {
    await this.offers.end(caller, params.id, params.offerId);
  }

  @Serve(offerCalls.listOffers)
  async listUsable(@Input() { query }: InputOf<typeof offerCalls.listOffers>): Promise<Page<Offer>> {
    return this.offers.listUsable(query.restaurantId, query.limit, query.cursor);
  }
}
