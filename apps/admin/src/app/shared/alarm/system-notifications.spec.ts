import { TestBed } from '@angular/core/testing';
import { SystemNotifications } from './system-notifications.ts';

/** A system that shows notifications with a delay. */
class SlowScreen {
  readonly shown = new Map<string, { close: () => void }>();
  readonly active = {};
  readonly #showing: (() => void)[] = [];

  async showNotification(_: string, { tag }: { tag: string }): Promise<void> {
    await new Promise<void>((resolve) => this.#showing.push(resolve));
    this.shown.set(tag, { close: () => this.shown.delete(tag) });
  }

  getNotifications = ({ tag }: { tag: string }) =>
    Promise.resolve([...this.shown].filter(([key]) => key === tag).map(([, it]) => it));

  hasShown(): void {
    for (const resolve of this.#showing.splice(0)) resolve();
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
let screen: SlowScreen;

beforeEach(() => {
  screen = new SlowScreen();
  Object.assign(globalThis, { Notification: { permission: 'granted' } });
  Object.defineProperty(navigator, 'serviceWorker', {
    value: { getRegistration: () => Promise.resolve(screen) },
    configurable: true,
  });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'Notification');
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

it('takes back what is answered while it is still being shown', async () => {
  const notifications = TestBed.inject(SystemNotifications);
  const done = [notifications.show('o1', 'New order 1'), notifications.close('o1')];
  await turn();
  screen.hasShown();
  await Promise.all(done);
  expect([...screen.shown.keys()]).toEqual([]);
});

it('shows the next after one that the browser refused', async () => {
  const notifications = TestBed.inject(SystemNotifications);
  screen.showNotification = () => Promise.reject(new Error('refused'));
  const refused = notifications.show('o1', 'New order 1');
  await expect(refused).rejects.toThrow('refused');
  Reflect.deleteProperty(screen, 'showNotification');
  const shown = notifications.show('o2', 'New order 2');
  await turn();
  screen.hasShown();
  await shown;
  expect([...screen.shown.keys()]).toEqual(['order-o2']);
});
