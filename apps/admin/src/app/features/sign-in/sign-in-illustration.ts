import { Component } from '@angular/core';

/** Decorative illustration of the pass. */
@Component({
  selector: 'pl-sign-in-illustration',
  host: { 'aria-hidden': 'true' },
  template: `
    <div class="lamp"></div>
    <div class="rail"></div>
    <div class="slips">
      <div class="slip far"><i></i><i></i><i></i></div>
      <div class="slip"><b></b><i></i><i></i><i></i><i></i></div>
      <div class="slip lit">
        <span class="top"><span>12:40</span><span>0:08</span></span>
        <strong>42</strong>
        <span class="dish"><b>2</b> Margherita</span>
        <span class="note">no basil</span>
        <span class="dish"><b>1</b> Tiramisù</span>
      </div>
      <div class="slip"><b></b><i></i><i></i></div>
      <div class="slip far"><b></b><i></i><i></i><i></i></div>
    </div>
  `,
  styleUrl: './sign-in-illustration.css',
})
export class SignInIllustration {}
