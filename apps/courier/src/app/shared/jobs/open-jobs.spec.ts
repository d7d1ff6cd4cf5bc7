import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Delivery } from '@passline/contracts';
import { Subject } from 'rxjs';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierApi } from '../../core/session/courier-api.ts';
import { CarriedOrders } from '../delivery/carried-orders.ts';
import { Duty } from '../duty/duty.ts';
import { OpenJobs } from './open-jobs.ts';

const job = (orderId: string) => ({ orderId }) as Delivery;

function openJobs() {
  const all$ = new Subject<{ event: string; payload: { orderId: string } }>();
  const answers: Subject<{ items: Delivery[] }>[] = [];
  const call = () => {
    const answer = new Subject<{ items: Delivery[] }>();
    answers.push(answer);
    return answer;
  };
  TestBed.configureTestingModule({
    providers: [
      OpenJobs,
      { provide: CourierRealtime, useValue: { client: { all$, resync$: new Subject() } } },
      { provide: CourierApi, useValue: { call } },
      { provide: CarriedOrders, useValue: { orders: signal([]) } },
      { provide: Duty, useValue: { courier: signal({ hasRoom: true }) } },
    ],
  });
  const jobs = TestBed.inject(OpenJobs);
  TestBed.tick();
  return {
    hears: (event: string, orderId: string) => all$.next({ event, payload: { orderId } }),
    answer: (...orderIds: string[]) => answers.at(-1)!.next({ items: orderIds.map(job) }),
    open: () =>
      jobs
        .jobs()
        ?.filter(({ isGone }) => !isGone)
        .map(({ orderId }) => orderId),
  };
}

it('does not offer a job again that went to another courier while the jobs were read', () => {
  const { hears, answer, open } = openJobs();
  hears('order:taken', 'a');
  answer('a', 'b');
  expect(open()).toEqual(['b']);
});

it('offers a job again that its courier gave back', () => {
  const { hears, answer, open } = openJobs();
  answer('a', 'b');
  hears('order:taken', 'a');
  expect(open()).toEqual(['b']);
  hears('order:available', 'a');
  answer('a', 'b');
  expect(open()).toEqual(['a', 'b']);
});
