import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { FirstOperator } from './first-operator.ts';
import { PeopleController } from './people.controller.ts';
import { PeopleService } from './people.service.ts';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [PeopleController],
  providers: [PeopleService, FirstOperator],
})
export class PeopleModule {}
