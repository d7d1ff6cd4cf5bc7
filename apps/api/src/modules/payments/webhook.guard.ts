import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import type { Request } from 'express';
import { WEBHOOK_SECRET } from './payment-provider.ts';
import { signatureProblem } from './webhook-signature.ts';

/** Stands before the webhook's body is even looked at: what is not signed by the provider moves no money here. */
@Injectable()
export class WebhookGuard implements CanActivate {
  constructor(@Inject(WEBHOOK_SECRET) private readonly secret: string | null) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.secret === null) throw new Refusal('not_found', 'Card payments are not set up here.');
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
