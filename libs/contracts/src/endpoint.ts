import type { z } from 'zod';
import type { KeyScope } from './key-scopes.ts';
import type { ProblemCode } from './problems.ts';
import type { Role } from './roles.ts';
import type { Route } from './routes.ts';

/**
 * Who may call an endpoint at all. The access policy decides about the particular order or restaurant.
 * `service` sends the internal key, `provider` signs the body, `scraper` calls from loopback or sends the metrics token.
 */
export type Who = 'anyone' | 'signed-in' | 'service' | 'provider' | 'scraper' | readonly Role[];

/** One REST endpoint. The controller, the OpenAPI document and the types of clients are derived from it. */
export interface Call extends Route {
  who: Who;
  /** The scope with which an API key may use it. Without one, no key may. */
  keyScope?: KeyScope;
  /** Open to anyone, with more fields for signed-in callers. An invalid token is treated as no token. */
  seesMore?: true;
  /** Open also to an operator who must set up a second factor before anything else. */
  setsUpSecondFactor?: true;
  /** Called by programs of others, which add parameters of their own. */
  takesAnyQuery?: true;
  summary: string;
  tag: string;
  params?: z.ZodType;
  query?: z.ZodType;
  headers?: Record<string, { schema: z.ZodType; description: string }>;
  body?: z.ZodType;
  /** Instead of a JSON body: the bytes of a file of one of these types. */
  bytes?: { types: readonly string[]; most: number };
  status: 200 | 201 | 202 | 204 | 302;
  /** The status of a repeated idempotent call, which returns the first response. */
  repeated?: 200;
  /** `image`: a browser loads it by its address; `csv`: a table as a file. */
  answer: z.ZodType | 'text' | 'csv' | 'nothing' | 'image';
  problems?: readonly ProblemCode[];
}

export const call = <const C extends Call>(it: C): C => it;

/** What the server's handler receives: parsed, with defaults applied. */
export interface InputOf<C extends Call> {
  params: C extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
  query: C extends { query: infer S extends z.ZodType } ? z.output<S> : undefined;
  body: C extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
}

/** What a client sends; parts that the endpoint does not have are not allowed. Of several calls: what one of them takes. */
export type RequestOf<C extends Call> = C extends Call ? PartsOf<C> : never;
type PartsOf<C extends Call> = (C extends { params: infer S extends z.ZodType }
  ? { params: z.input<S> }
  : { params?: never }) &
  (C extends { query: infer S extends z.ZodType } ? { query?: z.input<S> } : { query?: never }) &
  (C extends { body: infer S extends z.ZodType }
    ? { body: z.input<S> }
    : C extends { bytes: object }
      ? { body: Blob }
      : { body?: never });

export type AnswerOf<C extends Call> = C['answer'] extends z.ZodType
  ? z.output<C['answer']>
  : C['answer'] extends 'text' | 'csv'
    ? string
    : undefined;
