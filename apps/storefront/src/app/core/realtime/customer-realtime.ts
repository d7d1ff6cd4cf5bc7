import { Service, inject } from '@angular/core';
import { SessionRealtime } from '@passline/web/realtime/session-realtime.ts';
import { CustomerSession } from '../session/customer-session.ts';

/** The realtime connection of the customer on this device. */
@Service({ autoProvided: false })
export class CustomerRealtime extends SessionRealtime {
  constructor() {
    super(inject(CustomerSession));
  }
}
