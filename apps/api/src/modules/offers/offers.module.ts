import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OFFER, OfferSchema } from './offer.schema.ts';
import { OfferPlaces } from './offer-places.ts';
import { OffersController } from './offers.controller.ts';
import { OffersRepository } from './offers.repository.ts';
import { OffersService } from './offers.service.ts';
import { OFFER_PLACE, PlaceSchema } from './place.schema.ts';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: OFFER, schema: OfferSchema },
      { name: OFFER_PLACE, schema: PlaceSchema },
    ]),
  ],
  controllers: [OffersController],
  providers: [OffersService, OffersRepository, OfferPlaces],
  exports: [OffersService, OfferPlaces],
})
export class OffersModule {}
