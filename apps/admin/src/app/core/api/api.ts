import { Service, inject } from '@angular/core';
import { ApiCalls } from '@passline/web/api/api-calls.ts';
import { AuthSession } from '../auth/auth-session.ts';

/** The REST API, as the signed-in user. */
@Service()
export class Api extends ApiCalls {
  protected readonly client = inject(AuthSession).client;
}
