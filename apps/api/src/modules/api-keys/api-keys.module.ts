import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { API_KEY, ApiKeySchema } from './api-key.schema.ts';
import { ApiKeyAuthentication } from './api-key-authentication.ts';
import { ApiKeyNames } from './api-key-names.ts';
import { ApiKeysController } from './api-keys.controller.ts';
import { ApiKeysRepository } from './api-keys.repository.ts';
import { ApiKeysService } from './api-keys.service.ts';

/** Keys with which programs of a restaurant or of an operator use REST and sockets. */
@Module({
  imports: [
    AccountsModule,
    RestaurantsModule,
    MongooseModule.forFeature([{ name: API_KEY, schema: ApiKeySchema }]),
  ],
  controllers: [ApiKeysController],
  providers: [ApiKeysRepository, ApiKeysService, ApiKeyAuthentication, ApiKeyNames],
  exports: [ApiKeyAuthentication, ApiKeyNames],
})
export class ApiKeysModule {}
