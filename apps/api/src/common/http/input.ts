import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Call, Refusal } from '@passline/contracts';
import type { Request } from 'express';
import type { z } from 'zod';
import { SERVED, type Served } from './serve.ts';

const parts = ['params', 'query', 'body'] as const;

/**
 * What came in, parsed by the schemas of the very call that the method serves, so there is no second place that names
 * them. Everything that is wrong is told at once. Without it a handler gets nothing: raw input is never handed on.
 */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { call } = Reflect.getMetadata(SERVED, context.getHandler()) as Served;
  return parse(call, context.switchToHttp().getRequest<Request>());
});

export function parse(call: Call, request: Pick<Request, (typeof parts)[number]>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const errors: { path: string; message: string }[] = [];
  for (const part of parts) {
    const schema = call[part];
    if (!schema) continue;
    // No body at all is an empty one: the answer then names the fields that are missing.
    const result = schema.safeParse(request[part] ?? {});
    if (result.success) input[part] = result.data;
    else errors.push(...result.error.issues.flatMap((issue) => tell(issue, part)));
  }
  if (errors.length === 0) return input;
  const detail = errors
    .slice(0, 3)
    .map((error) => (error.path ? `${error.path}: ${error.message}` : error.message))
    .join('; ');
  throw new Refusal('validation_failed', errors.length > 3 ? `${detail}; …` : detail, { errors });
}

const missing = /received undefined$/;

function tell(issue: z.core.$ZodIssue, part: string): { path: string; message: string }[] {
  const at = (path: readonly PropertyKey[]) =>
    (part === 'body' ? path : [part, ...path]).map(String).join('.');
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: at([...issue.path, key]), message: 'is not known here' }))
    : [{ path: at(issue.path), message: missing.test(issue.message) ? 'is required' : issue.message }];
}
