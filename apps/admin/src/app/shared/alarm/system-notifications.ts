import { Service } from '@angular/core';

/** As the server's push messages name theirs: of one order there is one notification, whoever was first to say it. */
const tagOf = (orderId: string) => `order-${orderId}`;

/**
 * What the system shows over other programs, and on a locked screen: so the order's number, and nothing about a guest. Through the worker where there is one, for Android allows no other way;
 * else by the page itself. Where nobody has allowed it, nothing is shown and nothing fails.
 */
@Service()
export class SystemNotifications {
  readonly #byPage = new Map<string, Notification>();
  /** What is taken back while it is still on its way to the screen would stay there: so each waits for the one before. */
  #last: Promise<void> = Promise.resolve();

  show(orderId: string, title: string): Promise<void> {
    return this.#then(() => this.#show(orderId, title));
  }

  close(orderId: string): Promise<void> {
    return this.#then(() => this.#close(orderId));
  }

  /** One that fails is the browser's report, and no reason to keep back the next. */
  #then(act: () => Promise<void>): Promise<void> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => undefined);
    return done;
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
