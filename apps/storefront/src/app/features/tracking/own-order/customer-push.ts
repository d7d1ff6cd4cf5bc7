import { Service, inject } from '@angular/core';
import { DevicePush } from '@passline/web/push/device-push.ts';
import { CustomerApi } from '../../../core/session/customer-api.ts';

/** Not the whole origin: the console has a service worker of its own there. */
const scope = '/track/';

/** Web Push about the orders of the customer on this device. */
@Service({ autoProvided: false })
export class CustomerPush extends DevicePush {
  protected readonly api = inject(CustomerApi);
  protected readonly preference = 'push.customer';

  protected async registration(create: boolean): Promise<ServiceWorkerRegistration | undefined> {
    const { serviceWorker } = navigator;
    if (create)
      return serviceWorker.register('/storefront/push-worker.js', { scope, updateViaCache: 'none' });
    const registration = await serviceWorker.getRegistration(scope);
    return registration && new URL(registration.scope).pathname === scope ? registration : undefined;
  }
}
