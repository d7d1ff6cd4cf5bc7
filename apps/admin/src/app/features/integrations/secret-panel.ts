import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject } from '@angular/core';
import { SecretOnce } from './secret-once.ts';

export interface NewSecret {
  heading: string;
  text: string;
  secret: string;
}

/** The new secret of a webhook that has one already. */
@Component({
  selector: 'pl-secret-panel',
  imports: [SecretOnce],
  template: `<pl-secret-once
    [heading]="given.heading"
    [text]="given.text"
    [secret]="given.secret"
    (done)="dialog.close()"
  />`,
})
export class SecretPanel {
  protected readonly given = inject<NewSecret>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef>(DialogRef);
}
