import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '@passline/contracts';
import type { Actor, Origin } from '@passline/event-log';
import type { Request } from 'express';

/** Somebody who is signed in, as the store knows them at this moment: role and restaurant never come from the token. */
export interface Caller extends Extract<Principal, { kind: 'user' }> {
  name: string;
  phone: string | null;
  sessionId: string;
  tokenExpiresAt: Date;
  /** Of the request that this is about. */
  origin?: Origin;
}

declare module 'express-serve-static-core' {
  interface Request {
    caller?: Caller;
    /** The code of the problem that was answered, for the log. */
    problem?: string;
    /** The bytes as they came, for a signature over them. */
    rawBody?: Buffer;
  }
}

export const actorOf = ({ id, role, origin }: Caller): Actor => ({ id, role, ...(origin && { origin }) });

export const originOf = (request: Request): Origin => ({
  ip: request.ip ?? '',
  requestId: request.id as string,
});

/** Where a request comes from, for calls that have no caller yet. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<Request>()),
);

/** Whoever is signed in at a route that is open to anyone. */
export const Visitor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | null =>
    context.switchToHttp().getRequest<Request>().caller ?? null,
);

/** The caller of a route that is not for anyone; the guard has made sure that there is one. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Request>();
  if (!caller)
    throw new Error(`${context.getHandler().name} asks for a caller, but its call is open to anyone`);
  return caller;
});
