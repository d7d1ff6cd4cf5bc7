import { ErrorHandler, Injector, inject } from '@angular/core';
import { AppVersion, isMissingChunk } from './app-version.ts';

/** Reports errors as usual, and tells the user when an error means that a chunk is missing. */
export class ConsoleErrorHandler extends ErrorHandler {
  readonly #injector = inject(Injector);

  override handleError(error: unknown): void {
    // Injected late: AppVersion depends on services that need the error handler.
    if (isMissingChunk(error)) this.#injector.get(AppVersion).chunkIsMissing();
    super.handleError(error);
  }
}
