/** Code page 858 from 0x80 on: the letters of western Europe, and the euro sign. */
const upper =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤' +
  'ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■';

const bytes = new Map(
  Array.from(upper, (character, index) => [character, String.fromCharCode(0x80 + index)]),
);

/** Characters that people type and the code page lacks. */
const replacements = new Map(
  Object.entries({
    '‘': "'",
    '’': "'",
    '‚': ',',
    '“': '"',
    '”': '"',
    '„': '"',
    '–': '-',
    '—': '-',
    '…': '...',
    '•': '·',
    '−': '-',
    '\u00a0': ' ',
    '\u202f': ' ',
    '\u2009': ' ',
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ı: 'i',
    œ: 'oe',
    Œ: 'OE',
    ẞ: 'SS',
    '\t': ' ',
  }),
);

const withoutMarks = (character: string) => character.normalize('NFKD').replaceAll(/\p{M}/gu, '');

/**
 * A text in code page 858, one character per byte. A letter that the code page lacks loses its accents. Everything else
 * that it lacks becomes a question mark, also control characters, which would be commands to the printer.
 */
export const codePage858 = (text: string): string =>
  Array.from(text.normalize('NFC'), (character) => {
    const byte = byteOf(character);
    if (byte) return byte;
    const plain = replacements.get(character) ?? withoutMarks(character);
    return Array.from(plain, (letter) => byteOf(letter) ?? '?').join('');
  }).join('');

function byteOf(character: string): string | undefined {
  return /^[ -~]$/.test(character) ? character : bytes.get(character);
}
