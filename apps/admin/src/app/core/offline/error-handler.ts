import { ErrorHandler, Injector, inject } from '@angular/core';
import { Versions, isMissingPart } from './app-version.ts';

/** Errors are told as ever; the one that means a part of the program is gone is told to who sits there too. */
export class Errors extends ErrorHandler {
  readonly #injector = inject(Injector);

  override handleError(error: unknown): void {
    // Asked for late: the application itself cannot begin without whoever hears its errors.
    if (isMissingPart(error)) this.#injector.get(Versions).partIsMissing();
    super.handleError(error);
  }
}
