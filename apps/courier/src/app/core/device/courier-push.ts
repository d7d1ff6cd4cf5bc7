import { Service, inject } from '@angular/core';
import { DevicePush } from '@passline/web/push/device-push.ts';
import { CourierApi } from '../session/courier-api.ts';

export const workerScope = '/courier/';

/** Web Push about jobs near by and the order that the courier carries. */
@Service()
export class CourierPush extends DevicePush {
  protected readonly api = inject(CourierApi);
  protected readonly preference = 'push.courier';

  /** The worker that keeps the page for tunnels. */
  protected async registration(create: boolean): Promise<ServiceWorkerRegistration | undefined> {
    const { serviceWorker } = navigator;
    if (create) return serviceWorker.register(`${workerScope}worker.js`, { scope: workerScope });
    const registration = await serviceWorker.getRegistration(workerScope);
    return registration && new URL(registration.scope).pathname === workerScope ? registration : undefined;
  }
}
