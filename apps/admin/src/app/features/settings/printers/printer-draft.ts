import type { Request } from '@passline/api-client';
import type { Printer } from '@passline/contracts';

/** The typed values. */
export interface PrinterDraft extends Pick<Printer, 'name' | 'host' | 'printOn' | 'copies' | 'language'> {
  port: string;
  /** Empty: whole orders. */
  station: string;
  power: 'on' | 'off';
}
export type PrinterField = 'name' | 'host' | 'port';

export const draftOf = (printer: Printer | undefined, language: Printer['language']): PrinterDraft => ({
  name: printer?.name ?? '',
  host: printer?.host ?? '',
  port: String(printer?.port ?? 9100),
  station: printer?.stationId ?? '',
  printOn: printer?.printOn ?? 'accepted',
  copies: printer?.copies ?? 1,
  language: printer?.language ?? language,
  power: (printer?.enabled ?? true) ? 'on' : 'off',
});

/** The request body, and the fields that are not valid. The server decides whether it may connect to the address. */
export function parsePrinter({ power, station, ...draft }: PrinterDraft): {
  body: Request<'addPrinter'>['body'];
  wrong: readonly PrinterField[];
} {
  const name = draft.name.trim();
  const host = draft.host.trim();
  const port = /^\d{1,5}$/.test(draft.port.trim()) ? Number(draft.port) : 0;
  const wrong: PrinterField[] = [];
  if (name === '') wrong.push('name');
  if (!/^[A-Za-z0-9:][A-Za-z0-9:.-]*$/.test(host)) wrong.push('host');
  if (port < 1 || port > 65_535) wrong.push('port');
  return { body: { ...draft, name, host, port, stationId: station || null, enabled: power === 'on' }, wrong };
}
