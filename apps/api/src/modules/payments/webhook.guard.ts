import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import type { Request } from 'express';
import { WEBHOOK_SECRET } from './payment-provider.ts';
import { signatureProblem } from './webhook-signature.ts';

/** Verifies the provider's signature before the handler reads the body, so that no one else can change payments. */
@Injectable()
export class WebhookGuard implements CanActivate {
  constructor(@Inject(WEBHOOK_SECRET) private readonly secret: string | null) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.secret === null) throw new Refusal('not_found', 'This server has no card payments.');
    const request = context.switchToHttp().getRequest<Request>();
    const problem = signatureProblem(
      this.secret,
      request.header('passline-signature'),
      request.rawBody,
      new Date(),
    );
    if (problem) throw new Refusal('signature_invalid', problem);
    return true;
  }
}
