import { Service, inject } from '@angular/core';
import { SessionRealtime } from '@passline/web/realtime/session-realtime.ts';
import { CourierSession } from '../session/courier-session.ts';

/** The realtime connection of the courier on this device. */
@Service({ autoProvided: false })
export class CourierRealtime extends SessionRealtime {
  constructor() {
    super(inject(CourierSession));
  }
}
