import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Call, Refusal } from '@passline/contracts';
import type { Request } from 'express';
import type { z } from 'zod';
import { SERVED, type Served } from './serve.decorator.ts';

const parts = ['params', 'query', 'body'] as const;

/**
 * Path, query and body, parsed by the schemas of the call that the method serves. A handler gets its input only this way,
 * so that no handler works on unvalidated input. All errors are reported at once.
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
    // A missing body is parsed as an empty one, so that the errors name the missing fields.
    const result = schema.safeParse(request[part] ?? {});
    if (result.success) input[part] = result.data;
    else errors.push(...result.error.issues.flatMap((issue) => fieldErrors(issue, part)));
  }
  if (errors.length === 0) return input;
  const detail = errors
    .slice(0, 3)
    .map((error) => (error.path ? `${error.path}: ${error.message}` : error.message))
    .join('; ');
  throw new Refusal('validation_failed', errors.length > 3 ? `${detail}; …` : detail, { errors });
}

const missing = /received undefined$/;

function fieldErrors(issue: z.core.$ZodIssue, part: string): { path: string; message: string }[] {
  const at = (path: readonly PropertyKey[]) =>
    (part === 'body' ? path : [part, ...path]).map(String).join('.');
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: at([...issue.path, key]), message: 'is not a known field' }))
    : [{ path: at(issue.path), message: missing.test(issue.message) ? 'is required' : issue.message }];
}
