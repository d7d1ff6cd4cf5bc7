import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, type PrintJob, type Printer, printingCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { PrintingService } from './printing.service.ts';

@Controller()
export class PrintingController {
  constructor(private readonly printing: PrintingService) {}

  @Serve(printingCalls.listPrinters)
  async list(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof printingCalls.listPrinters>,
  ): Promise<AnswerOf<typeof printingCalls.listPrinters>> {
    return this.printing.list(caller, params.id);
  }

  @Serve(printingCalls.addPrinter, { perAccount: 'records' })
  async add(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof printingCalls.addPrinter>,
  ): Promise<Printer> {
    return this.printing.add(caller, params.id, body);
  }

  @Serve(printingCalls.changePrinter)
  async change(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof printingCalls.changePrinter>,
  ): Promise<Printer> {
    return this.printing.change(caller, params.id, params.printerId, body);
  }

  @Serve(printingCalls.removePrinter)
  async remove(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof printingCalls.removePrinter>,
  ): Promise<undefined> {
    await this.printing.remove(caller, params.id, params.printerId);
  }

  @Serve(printingCalls.testPrinter, { perAccount: 'records' })
  async test(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof printingCalls.testPrinter>,
  ): Promise<PrintJob> {
    return this.printing.test(caller, params.id, params.printerId);
  }

  @Serve(printingCalls.listPrintJobs)
  async listJobs(
    @By() caller: Caller,
    @Input() { params, query: { limit, cursor, ...filter } }: InputOf<typeof printingCalls.listPrintJobs>,
  ): Promise<AnswerOf<typeof printingCalls.listPrintJobs>> {
    return this.printing.listJobs(caller, params.id, filter, limit, cursor);
  }

  @Serve(printingCalls.requestPrint, { perAccount: 'records' })
  async request(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof printingCalls.requestPrint>,
  ): Promise<AnswerOf<typeof printingCalls.requestPrint>> {
    return this.printing.request(caller, params.id, body);
  }

  @Serve(printingCalls.retryPrintJob)
  async retry(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof printingCalls.retryPrintJob>,
  ): Promise<PrintJob> {
    return this.printing.retry(caller, params.id, params.jobId);
  }

  @Serve(printingCalls.cancelPrintJob)
  async cancel(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof printingCalls.cancelPrintJob>,
  ): Promise<PrintJob> {
    return this.printing.cancel(caller, params.id, params.jobId);
  }
}
