/** Tables as RFC 4180 has them. Pure functions. */

/** What a spreadsheet runs as a formula, also behind quotes that were put before it earlier. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;
const guarded = /^''*[=+\-@\t\r＝＋－＠]/;

/** With a quote before what a spreadsheet would run. `cellText` takes it away again. */
const safeCell = (text: string) => (formula.test(text) ? `'${text}` : text);
export const cellText = (cell: string) => (guarded.test(cell) ? cell.slice(1) : cell);

const quoted = (text: string) =>
  /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((cell) => quoted(safeCell(cell))).join(',')}\r\n`).join('');

/** Spreadsheets of some languages separate by semicolons, because their decimal mark is a comma. */
function separatorOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [',', ';', '\t'].map((mark) => [mark, head.split(mark).length] as const);
  return counts.reduce((best, it) => (it[1] > best[1] ? it : best))[0];
}

/** Null: a quote that is not closed. Lines without any text are left out as `[]`, so that rows keep their place. */
export function rowsOf(text: string): string[][] | null {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let inQuotes = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push(row.some((it) => it.trim() !== '') ? row : []);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (inQuotes) {
      if (sign !== '"') cell += sign;
      else if (text.charAt(at + 1) === '"') {
        cell += sign;
        at += 1;
      } else inQuotes = false;
    } else if (sign === '"' && cell === '') inQuotes = true;
    else if (sign === separator) endCell();
    else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text.charAt(at + 1) === '\n') at += 1;
      endRow();
    } else cell += sign;
  }
  if (inQuotes) return null;
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}
