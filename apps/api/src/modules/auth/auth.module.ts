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
import { SignIn } from './sign-in.ts';
import { ATTEMPTS, AttemptsSchema, SignInAttempts } from './sign-in-attempts.ts';

@Module({
  imports: [
    AuditLogModule,
    AccountsModule,
    AuthSessionsModule,
    MongooseModule.forFeature([{ name: ATTEMPTS, schema: AttemptsSchema }]),
  ],
  controllers: [AuthController],
  providers: [
    SignIn,
    Registration,
    OwnPassword,
    ForgottenPassword,
    PasswordLinks,
    AccountMails,
    LoginThrottle,
    SignInAttempts,
  ],
  exports: [AuthSessionsModule, OwnPassword, AccountMails],
})
export class AuthModule {}
