/**
 * Words that the most used passwords consist of. Attackers try them first, also with digits and signs around them
 * (`Password123!`) or digits in place of letters (`p4ssw0rd`).
 */
const common = new Set(
  `password passwort passwords passwd kennwort geheim geheimnis hallo hello welcome willkommen letmein login signin admin
administrator root user test testing default changeme secret master superman batman spiderman pokemon dragon monkey
shadow sunshine princess football baseball basketball fussball soccer hockey iloveyou ichliebedich teamo loveyou
trustno whatever freedom qwerty qwertz qwertyuiop qwertzuiop azerty asdf asdfgh asdfghjkl yxcvbnm zxcvbnm qazwsx
qazwsxedc qweasd qweasdzxc abc abcd abcdef abcdefg abcdefgh michael jennifer jessica charlie thomas daniel andrew
jordan michelle ashley nicole hunter harley ranger mustang computer internet samsung google facebook instagram killer
cheese pepper ginger summer winter spring autumn sommer herbst starwars lovely flower chocolate cookie banana pizza
pasta burger restaurant kitchen kueche küche delivery passline access hottie buster jesus angel merlin tigger purple
orange yellow silver matrix cocacola liverpool arsenal chelsea barcelona bayern dortmund schalke schatz schatzi mausi
schnucki berlin hamburg muenchen münchen deutschland london`.split(/\s+/),
);

const leastDifferent = 5;
/** From this length on a common word in a password does not make it easy to guess. */
const longEnough = 16;
const rows = ['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm'];
/** The keys from the top row down, or in a zigzag along two rows. */
const columns = [
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1qay2wsx3edc4rfv5tgb6zhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1q2w3e4r5t6z7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'q1w2e3r4t5z6u7i8o9p0',
];
const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890', ...rows, ...columns].flatMap((run) => [
  run,
  Array.from(run).reverse().join(''),
]);
const digits: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Why a new password is too easy to guess; null when it is not. */
export function weaknessOf(password: string): string | null {
  const plain = password.trim().toLowerCase();
  if (new Set(plain).size < leastDifferent)
    return `must have at least ${leastDifferent} different characters`;
  if (/^(.{1,4})\1+.{0,3}$/su.test(plain)) return 'must not repeat the same few characters';
  if (isRuns(plain)) return 'must not be a row of the alphabet, the digits or the keyboard';
  if (plain.length < longEnough && isCommon(plain)) return 'must not be a commonly used password';
  return null;
}

/** Consists of nothing but pieces of the alphabet, the digits or a keyboard's rows: `qwertz123`, `abcd4321`. */
function isRuns(text: string): boolean {
  let rest = text;
  while (rest !== '') {
    const piece = longestRun(rest);
    if (piece < 3) return false;
    rest = rest.slice(piece);
  }
  return true;
}

function longestRun(text: string): number {
  let length = 0;
  while (length < text.length && runs.some((run) => run.includes(text.slice(0, length + 1)))) length += 1;
  return length;
}

const withLetters = (text: string) => text.replaceAll(/./gsu, (sign) => digits[sign] ?? sign);

function isCommon(text: string): boolean {
  const spelled = withLetters(text);
  // As it stands, with its digits read as letters, and read so only up to where nothing but digits is left.
  const inner = text.replace(/^[^\p{L}]+|[^\p{L}@$]+$/gu, '');
  const innerSpelled = withLetters(inner);
  return [text, spelled, inner, innerSpelled].some((word) => common.has(word) || isTwice(word));
}

const isTwice = (word: string) =>
  word.length % 2 === 0 &&
  word.startsWith(word.slice(word.length / 2)) &&
  common.has(word.slice(word.length / 2));
