/** The two levels that this library speaks; pino, Nest's logger and console fit behind it. */
export interface Logger {
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

export const silentLogger: Logger = { warn: () => undefined, error: () => undefined };
