import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { MongooseModule } from '@nestjs/mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { signingSecret } from '../../common/config/signing-secret.ts';
import { ApiKeysModule } from '../api-keys/api-keys.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AccessTokens, jwtOptions } from './access-tokens.ts';
import { AuthListener } from './auth.listener.ts';
import { AuthSessions } from './auth-sessions.ts';
import { DeviceTokens } from './device-tokens.ts';
import { AccountStatus } from './account-status.ts';
import { Authenticator } from './authenticator.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { SESSION, SessionSchema } from './session.schema.ts';
import { SessionsRepository } from './sessions.repository.ts';

/** Sessions and their tokens. How a user proves who they are is in AuthModule. */
@Module({
  imports: [
    AccountsModule,
    ApiKeysModule,
    JwtModule.registerAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => jwtOptions(signingSecret(config), config.jwtPreviousSecrets),
    }),
    MongooseModule.forFeature([{ name: SESSION, schema: SessionSchema }]),
  ],
  providers: [
    AuthSessions,
    AuthListener,
    AccessTokens,
    {
      provide: RefreshTokens,
      inject: [CONFIG],
      useFactory: (config: Config) => new RefreshTokens(signingSecret(config), config.jwtPreviousSecrets),
    },
    {
      provide: DeviceTokens,
      inject: [CONFIG],
      useFactory: (config: Config) => new DeviceTokens(signingSecret(config), config.jwtPreviousSecrets),
    },
    SessionsRepository,
    AccountStatus,
    Authenticator,
  ],
  exports: [AccountStatus, AuthSessions, Authenticator, DeviceTokens, JwtModule],
})
export class AuthSessionsModule {}
