import { Service, inject } from '@angular/core';
import { ApiCalls } from '@passline/web/api/api-calls.ts';
import { CourierSession } from './courier-session.ts';

/** The REST API as the courier on this device. */
@Service()
export class CourierApi extends ApiCalls {
  protected readonly client = inject(CourierSession).client;
}
