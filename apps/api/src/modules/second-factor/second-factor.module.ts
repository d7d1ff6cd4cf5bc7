import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { signingSecret } from '../../common/config/signing-secret.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { SealedAtStart } from './sealed-at-start.ts';
import { SealedSecrets } from './sealed-secrets.ts';
import { SecondFactorMails } from './second-factor-mails.ts';
import { SecondFactors } from './second-factors.ts';
import { SIGN_IN_TICKET, SignInTicketSchema, SignInTickets } from './sign-in-tickets.ts';

/** Codes of apps and recovery codes. Signing in with them, and turning them on and off, is in AuthModule. */
@Module({
  imports: [
    AccountsModule,
    MongooseModule.forFeature([{ name: SIGN_IN_TICKET, schema: SignInTicketSchema }]),
  ],
  providers: [
    {
      provide: SealedSecrets,
      inject: [CONFIG],
      useFactory: (config: Config) => new SealedSecrets(signingSecret(config), config.jwtPreviousSecrets),
    },
    SecondFactors,
    SignInTickets,
    SealedAtStart,
    SecondFactorMails,
  ],
  exports: [SecondFactors, SignInTickets],
})
export class SecondFactorModule {}
