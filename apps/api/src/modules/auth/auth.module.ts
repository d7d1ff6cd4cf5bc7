import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AccountMails } from './account-mails.ts';
import { AuthController } from './auth.controller.ts';
import { AuthSessionsModule } from './auth-sessions.module.ts';
import { ForgottenPassword } from './forgotten-password.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnPassword } from './own-password.ts';
import { PasswordLinks } from './password-links.ts';
import { Registration } from './registration.ts';
import { SecondFactorModule } from '../second-factor/second-factor.module.ts';
import { OwnSecondFactor } from './own-second-factor.ts';
import { SecondFactorController } from './second-factor.controller.ts';
import { SecondStep } from './second-step.ts';
import { SignIn } from './sign-in.ts';
import { ATTEMPTS, AttemptsSchema, SignInAttempts } from './sign-in-attempts.ts';

@Module({
  imports: [
    AuditLogModule,
    AccountsModule,
    AuthSessionsModule,
    SecondFactorModule,
    MongooseModule.forFeature([{ name: ATTEMPTS, schema: AttemptsSchema }]),
  ],
  controllers: [AuthController, SecondFactorController],
  providers: [
    SignIn,
    SecondStep,
    OwnSecondFactor,
    Registration,
    OwnPassword,
    ForgottenPassword,
    PasswordLinks,
    AccountMails,
    LoginThrottle,
    SignInAttempts,
  ],
  exports: [AuthSessionsModule, OwnPassword, AccountMails, SecondStep],
})
export class AuthModule {}
