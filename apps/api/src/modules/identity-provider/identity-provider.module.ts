import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { SecondFactorModule } from '../second-factor/second-factor.module.ts';
import { IdentityMails } from './identity-mails.ts';
import { IdentityProvider } from './identity-provider.ts';
import { IdentityProviderController } from './identity-provider.controller.ts';
import { ProviderAccounts } from './provider-accounts.ts';
import { PROVIDER_ATTEMPT, ProviderAttemptSchema, ProviderAttempts } from './provider-attempts.ts';
import { ProviderSessions } from './provider-sessions.ts';
import { ProviderSignIn } from './provider-sign-in.ts';

/** Signing in with an OpenID Connect provider, for staff and operators. */
@Module({
  imports: [
    AuditLogModule,
    AccountsModule,
    AuthModule,
    SecondFactorModule,
    MongooseModule.forFeature([{ name: PROVIDER_ATTEMPT, schema: ProviderAttemptSchema }]),
  ],
  controllers: [IdentityProviderController],
  providers: [
    IdentityProvider,
    ProviderAttempts,
    ProviderAccounts,
    ProviderSignIn,
    ProviderSessions,
    IdentityMails,
  ],
})
export class IdentityProviderModule {}
