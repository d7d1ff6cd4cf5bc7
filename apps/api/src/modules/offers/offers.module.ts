import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OFFER, OfferSchema } from './offer.schema.ts';
import { OfferRedemptions } from './offer-redemptions.ts';
import { OffersController } from './offers.controller.ts';
import { OffersRepository } from './offers.repository.ts';
import { OffersService } from './offers.service.ts';
import { OFFER_REDEMPTION, OfferRedemptionSchema } from './offer-redemption.schema.ts';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: OFFER, schema: OfferSchema },
      { name: OFFER_REDEMPTION, schema: OfferRedemptionSchema },
    ]),
  ],
  controllers: [OffersController],
  providers: [OffersService, OffersRepository, OfferRedemptions],
  exports: [OffersService, OfferRedemptions],
})
export class OffersModule {}
