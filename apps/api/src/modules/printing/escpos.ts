import { codePage858 } from './code-page.ts';

/** Characters per line of 80 mm paper in the printer's normal font. */
const columns = 48;

interface Style {
  bold?: boolean;
  /** Twice as wide and high: half as many characters per line. */
  large?: boolean;
  /** White on black. */
  inverse?: boolean;
  centred?: boolean;
}

const ESC = 0x1b;
const GS = 0x1d;
const lineFeed = 0x0a;

const reset = [ESC, 0x40];
const selectCodePage858 = [ESC, 0x74, 19];
const feedAndCut = [GS, 0x56, 66, 3];

/** The bytes of one slip. Texts are encoded character by character, so that no text can contain a command. */
export class Slip {
  readonly #bytes: number[] = [...reset, ...selectCodePage858];

  /** Wraps at spaces; a continued line begins with `indent` spaces. */
  line(text = '', style: Style = {}, indent = 0): this {
    const width = style.large ? columns / 2 : columns;
    this.#set(style);
    for (const part of text.split('\n').flatMap((line) => wrapped(codePage858(line), width, indent)))
      this.#bytes.push(...Buffer.from(style.inverse ? part.padEnd(width) : part, 'latin1'), lineFeed);
    this.#set({});
    return this;
  }

  /** Left and right on one line, or on two if they do not fit. */
  pair(left: string, right: string, style: Style = {}): this {
    const width = style.large ? columns / 2 : columns;
    const room = width - codePage858(left).length - codePage858(right).length;
    if (room > 0) return this.line(left + ' '.repeat(room) + right, style);
    return this.line(left, style).line(right, style);
  }

  rule(): this {
    return this.line('-'.repeat(columns));
  }

  bytes(): Buffer {
    return Buffer.from([...this.#bytes, ...feedAndCut]);
  }

  #set({ bold = false, large = false, inverse = false, centred = false }: Style): void {
    this.#bytes.push(ESC, 0x61, centred ? 1 : 0);
    this.#bytes.push(ESC, 0x45, bold ? 1 : 0);
    this.#bytes.push(GS, 0x21, large ? 0x11 : 0);
    this.#bytes.push(GS, 0x42, inverse ? 1 : 0);
  }
}

/** The line has one character per byte. */
function wrapped(line: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let rest = line;
  for (;;) {
    const start = lines.length > 0 ? ' '.repeat(indent) : '';
    const room = width - start.length;
    if (rest.length <= room) return [...lines, start + rest];
    const space = rest.lastIndexOf(' ', room);
    const end = space > room / 2 ? space : room;
    lines.push(start + rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
}
