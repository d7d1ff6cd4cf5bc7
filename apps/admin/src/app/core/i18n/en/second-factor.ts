export const secondFactor = {
  secondFactor: {
    title: 'Second factor',
    about:
      'A sign-in then needs a code of an app on your phone too. Somebody who learns your password still cannot sign in.',
    requiredTitle: 'Set up a second factor',
    required: 'This server requires a second factor of operators. Everything else opens once it is set up.',
    password: 'Your password',
    begin: 'Set up',
    scan: 'Scan this with an authenticator app, or type the key into it. Then enter the six digits that the app shows.',
    qr: 'QR code for the app',
    key: 'Key',
    code: 'Code',
    codeHint: 'Six digits from the app.',
    codeMissing: 'Enter the code that the app shows.',
    codeWrong: 'This code does not fit. Enter the one that the app shows now.',
    confirm: 'Turn on',
    codesTitle: 'Keep your recovery codes',
    codes:
      'Each code signs you in once if you lose your phone. They are shown only here: print them, or keep them in a safe place that is not your phone.',
    copy: 'Copy codes',
    copied: 'Copied',
    kept: 'I have kept them',
    isOn: (since: string) => `On since ${since}.`,
    codesLeft: (left: number, text: string) =>
      left === 0
        ? 'No recovery code is left. Set it up again to get new ones.'
        : left === 1
          ? 'One recovery code is left. Set it up again to get new ones.'
          : `${text} recovery codes are left.`,
    presentCode: 'Present code, or a recovery code',
    again: 'Set up again',
    turnOff: 'Turn off',
    turnedOff: 'The second factor is off.',
    turnedOn: 'The second factor is on. You are signed out everywhere else.',
    staysOn: 'This server requires it of operators, so it stays on.',
    cancel: 'Cancel',
    close: 'Close',
    busy: 'One moment…',
    signOut: 'Sign out',
    mark: 'Second factor on',
    reset: {
      ask: 'Reset second factor',
      title: (name: string) => `Reset the second factor of ${name}?`,
      text: 'Only if you know that it is them who asks. They are signed out everywhere within a second and sign in with their password alone until they set it up again.',
      act: 'Reset second factor',
      keep: 'Cancel',
      done: (name: string) => `The second factor of ${name} is off.`,
    },
    step: {
      title: 'Enter your code',
      text: (email: string) => `Open your authenticator app${email && ` for ${email}`}.`,
      code: 'Code',
      hint: 'Six digits from the app, or a recovery code.',
      wrong:
        'This code is wrong or was used before. Enter the one that the app shows now, or a recovery code.',
      ended: 'That took too long. Sign in again.',
      lost: 'No phone and no recovery code? An owner of your restaurant or an operator can reset the second factor.',
      submit: 'Sign in',
      back: 'Use another account',
    },
  },
};
