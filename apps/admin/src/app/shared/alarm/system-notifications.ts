import { Service } from '@angular/core';
import { SerialQueue } from '@passline/contracts/serial-queue';

/** The tag of the server's push messages: one notification per order, whichever comes first. */
const tagOf = (orderId: string) => `order-${orderId}`;

/**
 * System notifications. They appear on locked screens, so they contain the order number and no customer data.
 * Android requires the service worker; elsewhere the page shows them. Without permission nothing is shown.
 */
@Service()
export class SystemNotifications {
  readonly #byPage = new Map<string, Notification>();
  /**
   * Closing a notification that is not shown yet would leave it on the screen, so each operation waits for
   * the previous one. A failure is the browser's problem and does not block the next one.
   */
  readonly #queue = new SerialQueue();

  show(orderId: string, title: string): Promise<void> {
    return this.#queue.run('notifications', () => this.#show(orderId, title));
  }

  close(orderId: string): Promise<void> {
    return this.#queue.run('notifications', () => this.#close(orderId));
  }

  async #show(orderId: string, title: string): Promise<void> {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const options = {
      tag: tagOf(orderId),
      requireInteraction: true,
      data: { url: `/orders/${orderId}` },
    };
    const worker = await registration();
    if (worker?.active) {
      await worker.showNotification(title, options);
      return;
    }
    const shown = new Notification(title, options);
    shown.onclick = () => window.focus();
    this.#byPage.set(orderId, shown);
  }

  async #close(orderId: string): Promise<void> {
    this.#byPage.get(orderId)?.close();
    this.#byPage.delete(orderId);
    const shown = await (await registration())?.getNotifications({ tag: tagOf(orderId) });
    shown?.forEach((it) => it.close());
  }
}

const registration = async () => (navigator as Partial<Navigator>).serviceWorker?.getRegistration();
