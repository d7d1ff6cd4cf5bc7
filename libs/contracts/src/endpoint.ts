import type { z } from 'zod';
import type { ProblemCode } from './problems.ts';
import type { Role } from './roles.ts';

/**
 * Who may try a call at all. Whether they may do it to this order or that restaurant is the access policy's word.
 * `service` carries the internal key, `provider` a signature over the body, `scraper` comes from loopback or has the metrics token.
 */
export type Who = 'anyone' | 'signed-in' | 'service' | 'provider' | 'scraper' | readonly Role[];

/** One REST call: the controller is bound to it, OpenAPI is written from it, clients are typed by it. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /api/v1 unless `root`. Parameters as `:name`. */
  path: string;
  root?: true;
  who: Who;
  /** Open to anyone, and says more to those who are signed in; a token that is none is as good as none. */
  seesMore?: true;
  summary: string;
  tag: string;
  params?: z.ZodType;
  query?: z.ZodType;
  headers?: Record<string, { schema: z.ZodType; description: string }>;
  body?: z.ZodType;
  status: 200 | 201 | 202 | 204;
  /** The status when a call that is idempotent is repeated, with the answer of the first time. */
  repeated?: 200;
  answer: z.ZodType | 'text' | 'nothing';
  problems?: readonly ProblemCode[];
}

export const call = <const C extends Call>(it: C): C => it;

export const apiPrefix = '/api/v1';
export const fullPath = (it: Call): string => (it.root ? it.path : apiPrefix + it.path);

/** What a server's handler receives: parsed and defaulted. */
export interface InputOf<C extends Call> {
  params: C extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
  query: C extends { query: infer S extends z.ZodType } ? z.output<S> : undefined;
  body: C extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
}

/** What a caller sends; a part that the call does not have cannot be given. */
export type RequestOf<C extends Call> = (C extends { params: infer S extends z.ZodType }
  ? { params: z.input<S> }
  : { params?: never }) &
  (C extends { query: infer S extends z.ZodType } ? { query?: z.input<S> } : { query?: never }) &
  (C extends { body: infer S extends z.ZodType } ? { body: z.input<S> } : { body?: never });

export type AnswerOf<C extends Call> = C['answer'] extends z.ZodType
  ? z.output<C['answer']>
  : C['answer'] extends 'text'
    ? string
    : undefined;
