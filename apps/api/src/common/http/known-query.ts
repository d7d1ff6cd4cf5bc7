import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { type Call, Refusal } from '@passline/contracts';
import type { Request } from 'express';
import { z } from 'zod';

/**
 * Refuses query parameters that the call does not have. Without it a misspelled filter would have no effect, and the
 * caller would take the whole list for the filtered one. Health, metrics, webhooks and the way back from the identity
 * provider are called by programs that add parameters of their own.
 */
export class KnownQuery implements CanActivate {
  readonly #known: ReadonlySet<string>;
  readonly #takesAny: boolean;

  constructor({ query, root, who, takesAnyQuery }: Pick<Call, 'query' | 'root' | 'who' | 'takesAnyQuery'>) {
    this.#known = new Set(query instanceof z.ZodObject ? Object.keys(query.shape) : []);
    this.#takesAny = root === true || who === 'provider' || who === 'scraper' || takesAnyQuery === true;
  }

  canActivate(context: ExecutionContext): true {
    if (this.#takesAny) return true;
    const { query } = context.switchToHttp().getRequest<Request>();
    const unknown = Object.keys(query).filter((name) => !this.#known.has(name));
    if (unknown.length === 0) return true;
    const known = [...this.#known].join(', ');
    throw new Refusal(
      'validation_failed',
      known ? `Unknown query parameter. This call takes ${known}.` : 'This call takes no query parameters.',
      {
        errors: unknown.map((name) => ({
          path: `query.${name}`,
          message: known ? `is unknown; known are ${known}` : 'is unknown; this call takes none',
        })),
      },
    );
  }
}
