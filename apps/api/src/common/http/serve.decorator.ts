import {
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  UseGuards,
  applyDecorators,
} from '@nestjs/common';
import { type AnswerOf, type Call, type KeyScope, fullPath } from '@passline/contracts';
import type { KeyCaller } from '../access/caller.ts';
import { KnownQuery } from './known-query.ts';
import type { Rate } from './token-buckets.ts';

/** The limits per account. infrastructure/rate-limits defines how much each allows. */
export type LimitName = 'orders' | 'records' | 'writes' | 'chat' | 'registrations';

export interface Served {
  call: Call;
  /** Only for calls that are open to anyone: how often one address may call. */
  perAddress: Rate;
  /** Only for calls that write and have a caller: the account limit that they count against; null for none. */
  perAccount: LimitName | null;
}

export const SERVED = Symbol('served');
const ordinary: Rate = { burst: 400, perSecond: 50 };

type Answered<C extends Call> = AnswerOf<C> | Promise<AnswerOf<C>>;
/** A method that serves a call for API keys takes such callers, as its first parameter. */
type Handler<C extends Call> = C extends { keyScope: KeyScope }
  ? (caller: KeyCaller, ...input: never[]) => Answered<C>
  : (...input: never[]) => Answered<C>;

/**
 * Binds a method to its call in the contract, which defines path, method, status, roles and the type of the answer. The
 * compiler checks the method's return type against it. AccessGuard rejects every route without this decorator.
 */
export function Serve<const C extends Call>(call: C, options: Partial<Omit<Served, 'call'>> = {}) {
  const served: Served = { call, perAddress: ordinary, perAccount: 'writes', ...options };
  const bind = applyDecorators(
    RequestMapping({ path: fullPath(call), method: RequestMethod[call.method] }),
    HttpCode(call.status),
    SetMetadata(SERVED, served),
    UseGuards(new KnownQuery(call)),
  );
  return <T extends Handler<C>>(
    controller: object,
    name: string | symbol,
    method: TypedPropertyDescriptor<T>,
  ): void => bind(controller, name, method);
}
