/** Without letters and digits that look alike: it is read aloud and typed with wet hands. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** For somebody who signs in for the first time: long enough that nobody guesses it, grouped so that it can be read. */
export function firstPassword(): string {
  const drawn = crypto.getRandomValues(new Uint32Array(15));
  const word = [...drawn].map((it) => letters[it % letters.length]).join('');
  return `${word.slice(0, 5)}-${word.slice(5, 10)}-${word.slice(10)}`;
}
