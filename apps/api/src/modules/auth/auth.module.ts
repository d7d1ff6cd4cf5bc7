import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { MongooseModule } from '@nestjs/mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { keptSecret } from '../../common/config/kept-secret.ts';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AccessTokens, jwtOptions } from './access-tokens.ts';
import { AuthController } from './auth.controller.ts';
import { AuthListener } from './auth.listener.ts';
import { AuthService } from './auth.service.ts';
import { Identity } from './identity.ts';
import { DeviceTokens } from './device-tokens.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnPassword } from './own-password.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { ATTEMPTS, AttemptsSchema, SignInAttempts } from './sign-in-attempts.ts';
import { SESSION, SessionSchema } from './session.schema.ts';
import { SessionsRepository } from './sessions.repository.ts';

const secretOf = (config: Config) => config.jwtSecret ?? keptSecret(config.dataDir, 'jwt-secret');

@Module({
  imports: [
    AuditLogModule,
    AccountsModule,
    JwtModule.registerAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => jwtOptions(secretOf(config), config.jwtPreviousSecrets),
    }),
    MongooseModule.forFeature([
      { name: SESSION, schema: SessionSchema },
      { name: ATTEMPTS, schema: AttemptsSchema },
    ]),
  ],
  controllers: [AuthController],
  providers: [
    AuthService,
    AuthListener,
    AccessTokens,
    {
      provide: RefreshTokens,
      inject: [CONFIG],
      useFactory: (config: Config) => new RefreshTokens(secretOf(config), config.jwtPreviousSecrets),
    },
    {
      provide: DeviceTokens,
      inject: [CONFIG],
      useFactory: (config: Config) => new DeviceTokens(secretOf(config), config.jwtPreviousSecrets),
    },
    SessionsRepository,
    SignInAttempts,
    LoginThrottle,
    OwnPassword,
    Identity,
  ],
  exports: [Identity, JwtModule, OwnPassword],
})
export class AuthModule {}
