import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Principal, staffRoleIn } from '@passline/contracts';
import type { Actor, Origin } from '@passline/event-log';
import type { Request } from 'express';

/** A signed-in user as the store has them now. Roles and restaurants never come from the token, which may be outdated. */
export interface Caller extends Extract<Principal, { kind: 'user' }> {
  name: string;
  phone: string | null;
  sessionId: string;
  tokenExpiresAt: Date;
  /** The address and id of the current request, for the audit log. */
  origin?: Origin;
}

/** A program that uses its own API key. No user stands behind it. */
export interface KeyCaller extends Extract<Principal, { kind: 'key' }> {
  role: 'key';
  /** The name of the key. */
  name: string;
  tokenExpiresAt: Date;
  origin?: Origin;
}

/** The caller of a call that an API key may use too. */
export type UserOrKey = Caller | KeyCaller;

declare module 'express-serve-static-core' {
  interface Request {
    caller?: UserOrKey;
    /** The problem code of the response, for the log. */
    problem?: string;
    /** Of the request's trace, if it is recorded. */
    traceId?: string;
    /** The unparsed body, because signatures cover its exact bytes. */
    rawBody?: Buffer;
  }
}

/** `restaurantId`: where they act. Staff of several restaurants may have another role in each. */
export function actorOf(caller: UserOrKey, restaurantId?: string | null): Actor {
  const { id, role, origin } = caller;
  const there = caller.kind === 'user' && restaurantId ? staffRoleIn(caller, restaurantId) : null;
  return { id, role: there ?? role, ...(origin && { origin }) };
}

/** Whether this belongs to a restaurant of the caller. Operators have all, also what belongs to none (null). */
export const isOfCaller = (caller: Caller, restaurantId: string | null): boolean =>
  caller.role === 'operator' || (restaurantId !== null && staffRoleIn(caller, restaurantId) !== null);

export const originOf = (request: Request): Origin => ({
  ip: request.ip ?? '',
  requestId: request.id as string,
  ...(request.traceId !== undefined && { traceId: request.traceId }),
});

/** Address and request id, for routes that have no caller yet. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<Request>()),
);

/** The user who calls a route that is open to anyone; null when the request has no valid token of one. */
export const Visitor = createParamDecorator((_: unknown, context: ExecutionContext): Caller | null => {
  const { caller } = context.switchToHttp().getRequest<Request>();
  return caller?.kind === 'user' ? caller : null;
});

/**
 * The caller of a route that requires a sign-in. AccessGuard has set it, and lets keys call only what names a scope:
 * everywhere else it is a user.
 */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): UserOrKey => {
  const { caller } = context.switchToHttp().getRequest<Request>();
  if (!caller)
    throw new Error(`${context.getHandler().name} uses @By(), but its call does not require a sign-in`);
  return caller;
});
