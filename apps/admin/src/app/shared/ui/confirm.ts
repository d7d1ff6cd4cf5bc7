import { DIALOG_DATA, Dialog, DialogConfig, DialogRef } from '@angular/cdk/dialog';
import { Component, Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

export interface Question {
  title: string;
  text: string;
  /** A verb that says what it does, never "OK". */
  act: string;
  keep: string;
}

@Component({
  selector: 'pl-confirm-dialog',
  template: `
    <div class="panel">
      <h2 id="confirm-title">{{ question.title }}</h2>
      <p id="confirm-text">{{ question.text }}</p>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close(false)">{{ question.keep }}</button>
        <button type="button" class="act primary" (click)="dialog.close(true)">{{ question.act }}</button>
      </div>
    </div>
  `,
})
class ConfirmPanel {
  protected readonly question = inject<Question>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
}

/** Asks before an irreversible action. Closing it any other way means no. */
@Service()
export class Confirm {
  readonly #dialog = inject(Dialog);

  async ask(question: Question): Promise<boolean> {
    const config = new DialogConfig<Question, DialogRef<boolean, ConfirmPanel>>();
    config.data = question;
    config.role = 'alertdialog';
    config.ariaLabelledBy = 'confirm-title';
    config.ariaDescribedBy = 'confirm-text';
    config.backdropClass = 'veil';
    const answer = await firstValueFrom(this.#dialog.open(ConfirmPanel, config).closed);
    return answer === true;
  }
}
