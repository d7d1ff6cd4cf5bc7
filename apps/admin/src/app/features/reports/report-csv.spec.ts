import type { Report } from '@passline/contracts';
import { reportCsv } from './report-csv.ts';

type Day = Report['perDay'][number];
const csv = (...perDay: Day[]) =>
  reportCsv({ perDay, perHour: [], currency: 'EUR', timeZone: 'Europe/Berlin' } as unknown as Report);

it('has columns for each VAT rate of the period, behind those of every report', () => {
  const plain = { day: '2026-05-01', orders: 2, revenue: 2_500 };
  expect(csv(plain, { ...plain, day: '2026-05-02' })).toBe(
    'time,orders,revenue,currency,time_zone\r\n' +
      '2026-05-01,2,25.00,EUR,Europe/Berlin\r\n' +
      '2026-05-02,2,25.00,EUR,Europe/Berlin\r\n',
  );
  const vat = [{ rate: 555, gross: 1_000, net: 947, vat: 53 }];
  const both = [{ rate: 1_900, gross: 500, net: 420, vat: 80 }, ...vat];
  expect(csv({ ...plain, vat }, { ...plain, day: '2026-05-02', vat: both })).toBe(
    'time,orders,revenue,currency,time_zone,gross_5.55,net_5.55,vat_5.55,gross_19,net_19,vat_19\r\n' +
      '2026-05-01,2,25.00,EUR,Europe/Berlin,10.00,9.47,0.53,0.00,0.00,0.00\r\n' +
      '2026-05-02,2,25.00,EUR,Europe/Berlin,10.00,9.47,0.53,5.00,4.20,0.80\r\n',
  );
});
