import { Service, inject } from '@angular/core';
import { ApiCalls } from '@passline/web/api/api-calls.ts';
import { CustomerSession } from './customer-session.ts';

/** The REST API as the customer on this device; without a session as a visitor. */
@Service()
export class CustomerApi extends ApiCalls {
  protected readonly client = inject(CustomerSession).client;
}
