import { ErrorHandler, Injector, inject } from '@angular/core';
import { AppVersion, isMissingChunk } from './app-version.ts';

/** Errors are told as ever; the one that means a part of the program is gone is told to who sits there too. */
export class ConsoleErrorHandler extends ErrorHandler {
  readonly #injector = inject(Injector);

  override handleError(error: unknown): void {
    // Asked for late: the application itself cannot begin without whoever hears its errors.
    if (isMissingChunk(error)) this.#injector.get(AppVersion).chunkIsMissing();
    super.handleError(error);
  }
}
