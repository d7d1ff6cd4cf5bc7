import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { ConsoleController } from './console.controller.ts';

@Module({ imports: [AccountsModule], controllers: [ConsoleController] })
export class ConsoleModule {}
