import type { Routes } from '@angular/router';
import { ChatConnection } from '@passline/web/chat/chat-connection.ts';
import { PageSocket } from '@passline/web/realtime/page-socket.ts';
import { CourierRealtime } from '../core/realtime/courier-realtime.ts';
import { CourierChat } from '../shared/delivery/courier-chat.ts';
import { CarriedOrders } from '../shared/delivery/carried-orders.ts';
import { StepQueue } from '../shared/delivery/step-queue.ts';
import { Trip } from '../shared/trip/trip.ts';
import { Duty } from '../shared/duty/duty.ts';
import { OwnEarnings } from '../shared/earnings/own-earnings.ts';
import { OpenJobs } from '../shared/jobs/open-jobs.ts';
import { OwnPosition } from '../shared/position/own-position.ts';
import { Frame } from './frame.ts';

/** The pages of a signed-in courier. What works on goes on while another of them is shown. */
export const signedInRoutes: Routes = [
  {
    path: '',
    component: Frame,
    providers: [
      PageSocket,
      CourierRealtime,
      StepQueue,
      Duty,
      CarriedOrders,
      OpenJobs,
      OwnPosition,
      Trip,
      OwnEarnings,
      CourierChat,
      { provide: ChatConnection, useExisting: CourierChat },
    ],
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: async () => (await import('../features/work/work-page.ts')).WorkPage,
      },
      {
        path: 'earnings',
        loadComponent: async () => (await import('../features/earnings/earnings-page.ts')).EarningsPage,
      },
    ],
  },
];
