import { Service, inject } from '@angular/core';
import type { Request } from '@passline/api-client';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';

/** The printers and print jobs of the user's restaurant. */
@Service()
export class PrintingApi {
  readonly #api = inject(Api);
  readonly #own = inject(OwnRestaurant);

  printers() {
    return this.#api.call('listPrinters', { params: this.#restaurant() });
  }

  add(body: Request<'addPrinter'>['body']) {
    return this.#api.call('addPrinter', { params: this.#restaurant(), body });
  }

  change(printerId: string, body: Request<'changePrinter'>['body']) {
    return this.#api.call('changePrinter', { params: { ...this.#restaurant(), printerId }, body });
  }

  remove(printerId: string) {
    return this.#api.call('removePrinter', { params: { ...this.#restaurant(), printerId } });
  }

  test(printerId: string) {
    return this.#api.call('testPrinter', { params: { ...this.#restaurant(), printerId } });
  }

  jobs(query: Request<'listPrintJobs'>['query']) {
    return this.#api.call('listPrintJobs', { params: this.#restaurant(), query });
  }

  print(orderId: string) {
    return this.#api.call('requestPrint', { params: this.#restaurant(), body: { orderId } });
  }

  retry(jobId: string) {
    return this.#api.call('retryPrintJob', { params: { ...this.#restaurant(), jobId } });
  }

  cancel(jobId: string) {
    return this.#api.call('cancelPrintJob', { params: { ...this.#restaurant(), jobId } });
  }

  #restaurant() {
    return { id: this.#own.id ?? '' };
  }
}
