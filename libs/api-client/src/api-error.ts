import type { Problem, ProblemCode } from '@passline/contracts';

/** A call without a successful answer. `cause` is the network error, if there was one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0 if there was no answer. */
  readonly status: number;
  /** The problem that the server sent. Undefined if there was no answer, or if something else answered, such as a proxy. */
  readonly problem: Problem | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    call: string,
    { status, problem, retryAfterMs, cause }: Pick<ApiError, 'status'> & Partial<ApiError>,
  ) {
    super(`${call}: ${summaryOf(status, problem, cause)}`, { cause });
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  get code(): ProblemCode | undefined {
    return this.problem?.code;
  }

  static of(call: string, response: Response, text: string): ApiError {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return new ApiError(call, {
      status: response.status,
      problem: problemIn(text),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    });
  }
}

function summaryOf(status: number, problem: Problem | undefined, cause: unknown): string {
  if (problem) return `${status} ${problem.code}: ${problem.detail}`;
  if (status > 0) return `${status}, without an explanation from the server`;
  return `no answer${cause instanceof Error ? ` (${cause.message})` : ''}`;
}

function problemIn(text: string): Problem | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body
      ? (body as Problem)
      : undefined;
  } catch {
    return undefined;
  }
}
