/** The two log levels that this library uses; pino, Nest's logger and console can implement it. */
export interface Logger {
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

export const silentLogger: Logger = { warn: () => undefined, error: () => undefined };
