/** Without letters and digits that look alike, because the password is read aloud and typed in a kitchen. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A random password for the first sign-in: too long to guess, grouped for reading. */
export function firstPassword(): string {
  const drawn = crypto.getRandomValues(new Uint32Array(15));
  const word = [...drawn].map((it) => letters[it % letters.length]).join('');
  return `${word.slice(0, 5)}-${word.slice(5, 10)}-${word.slice(10)}`;
}
