import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';

/** Courier positions and delivery addresses. Both have short retention periods. */
@Injectable()
export class CourierPersonalData {
  constructor(
    couriers: CouriersRepository,
    deliveries: DeliveriesRepository,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.add('deliveries', {
      erase: ({ orders }) => deliveries.removeOf(orders),
      keep: {
        days: keepDays.deliveries,
        forget: (before, atMost) => deliveries.forgetOpenedBefore(before, atMost),
      },
    });
    personal.add('positions', {
      keep: {
        days: keepDays.positions,
        forget: (before, atMost) => couriers.forgetPositionsBefore(before, atMost),
      },
    });
  }
}
