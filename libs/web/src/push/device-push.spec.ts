import { ErrorHandler, Service } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable, of, throwError } from 'rxjs';
import type { ApiCalls } from '../api/api-calls.ts';
import { DevicePush } from './device-push.ts';

let permission: NotificationPermission;
let answer: NotificationPermission;
let asked: number;
let calls: { name: string; body: unknown }[];
let isDown: boolean;
let subscribed: boolean;
let reported: unknown[];

const subscription = {
  endpoint: 'https://push.example.com/1',
  toJSON: () => ({ endpoint: subscription.endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }),
  unsubscribe: async () => {
    subscribed = false;
    return true;
  },
};
const registration = {
  active: {},
  pushManager: {
    getSubscription: async () => (subscribed ? subscription : null),
    subscribe: async () => {
      subscribed = true;
      return subscription;
    },
  },
} as unknown as ServiceWorkerRegistration;

const answers: Record<string, unknown> = {
  getPushKey: { publicKey: 'key' },
  putPushSubscription: { kinds: ['chat', 'new_time'], language: 'en' },
};

@Service({ autoProvided: false })
class TestPush extends DevicePush {
  protected readonly preference = 'push.customer';
  protected readonly api = {
    call: (name: string, request?: { body: unknown }): Observable<unknown> => {
      calls.push({ name, body: request?.body });
      return isDown ? throwError(() => new Error('no server')) : of(answers[name]);
    },
  } as unknown as ApiCalls;

  protected async registration(): Promise<ServiceWorkerRegistration> {
    return registration;
  }
}

function devicePush(): TestPush {
  TestBed.configureTestingModule({
    providers: [
      TestPush,
      { provide: ErrorHandler, useValue: { handleError: (error: unknown) => reported.push(error) } },
    ],
  });
  return TestBed.inject(TestPush);
}
const sent = (name: string) => calls.filter((call) => call.name === name).map(({ body }) => body);

beforeEach(() => {
  [permission, answer, asked, calls, isDown, subscribed] = ['default', 'granted', 0, [], false, false];
  reported = [];
  localStorage.clear();
  define('Notification', {
    get permission() {
      return permission;
    },
    requestPermission: async () => {
      asked += 1;
      return (permission = answer);
    },
  });
  define('PushManager', {});
  Object.defineProperty(navigator, 'serviceWorker', { value: {}, configurable: true });
});

/** jsdom has no push. */
function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

it('asks only when it is switched on, and sends keys and language', async () => {
  const push = devicePush();
  await push.renew();
  expect([push.state(), asked, calls]).toEqual(['off', 0, []]);
  await push.begin();
  expect([push.state(), asked, push.kinds()]).toEqual(['on', 1, ['chat', 'new_time']]);
  const { endpoint } = subscription;
  const keys = { p256dh: 'p', auth: 'a' };
  expect(sent('putPushSubscription')).toEqual([{ endpoint, expirationTime: null, keys, language: 'en' }]);
});

it('is renewed at the next start without asking, with the kinds that the server knows', async () => {
  localStorage.setItem('passline.push.customer', 'on');
  permission = 'granted';
  const push = devicePush();
  await push.renew();
  expect([push.state(), asked]).toEqual(['on', 0]);
  await push.choose(['chat']);
  expect(sent('putPushSubscription').at(-1)).toMatchObject({ kinds: ['chat'] });
});

it('says that the browser blocks it', async () => {
  answer = 'denied';
  const push = devicePush();
  await push.begin();
  expect(push.state()).toBe('denied');
});

it('says that it failed, and can be tried again', async () => {
  isDown = true;
  const push = devicePush();
  await push.begin();
  expect(push.state()).toBe('failed');
  expect(reported).toEqual([new Error('no server')]);
  isDown = false;
  await push.begin();
  expect(push.state()).toBe('on');
});

it('says that the browser cannot do it', async () => {
  Reflect.deleteProperty(globalThis, 'PushManager');
  const push = devicePush();
  await push.renew();
  expect(push.state()).toBe('unsupported');
});

it('ends here and at the server when it is switched off, and here at sign-out', async () => {
  const push = devicePush();
  await push.begin();
  await push.stop();
  expect([push.state(), subscribed]).toEqual(['off', false]);
  expect(sent('deletePushSubscription')).toEqual([{ endpoint: subscription.endpoint }]);
  expect(localStorage.getItem('passline.push.customer')).toBe('off');

  await push.begin();
  await push.end();
  expect([push.state(), subscribed]).toEqual(['off', false]);
  expect(sent('deletePushSubscription')).toHaveLength(1);
});
