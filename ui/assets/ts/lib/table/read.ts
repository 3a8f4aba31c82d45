// Reads what was copied from a spreadsheet. Pure: no page, no clock.

/** The cells of a block as spreadsheets copy it: tabs between cells, a line for each row, quotes around cells that have either. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push(row);
    row = [];
  };
  const source = text.replace(/\r\n?/g, '\n');
  for (let i = 0; i < source.length; i++) {
    const char = source.charAt(i);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (source.charAt(i + 1) === '"') cell += source.charAt(++i);
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === '\t') endCell();
    else if (char === '\n') endRow();
    else cell += char;
  }
  // The line break behind the last row begins no row of its own.
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}

const number = /^[+-]?\d+([.,]\d+)?$/;

function toNumber(text: string): number | undefined {
  const bare = text.replace(/[%\s\u00a0]/g, '');
  return number.test(bare) ? Number(bare.replace(',', '.')) : undefined;
}

/**
 * A column of percentages. Spreadsheets copy either what they show ("40 %", "40") or what is in the cell ("0,4"): where no
 * cell has a percent sign, all lie between 0 and 1 and one of them is a fraction, they are shares, and 1 is all of it.
 * What is no number comes back as it is, so that a rule can say so.
 */
export function readPercents(cells: string[]): string[] {
  const values = cells.filter((cell) => cell !== '').map(toNumber);
  const known = values.filter((value) => value !== undefined);
  const shares =
    !cells.some((cell) => cell.includes('%')) && known.length > 0 && known.every((n) => n >= 0 && n <= 1) && known.some((n) => !Number.isInteger(n));
  return cells.map((cell) => {
    const value = toNumber(cell);
    if (value === undefined) return cell;
    // A tenth of a thousandth is what 0.29 * 100 is off by.
    const percent = shares ? Math.round(value * 1e6) / 1e4 : value;
    return String(percent).replace('.', ',');
  });
}

/** A day, GG/MM/AAAA (also with dots or hyphens, also with two digits of the year) or AAAA-MM-GG, as AAAA-MM-GG; undefined where it is none. */
export function readDay(cell: string): string | undefined {
  if (cell === '') return '';
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(cell);
  const italian = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$/.exec(cell);
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : italian ? [italian[3], italian[2], italian[1]] : [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const y = year.length === 2 ? 2000 + Number(year) : Number(year);
  const date = new Date(Date.UTC(y, Number(month) - 1, Number(day)));
  const exists = date.getUTCFullYear() === y && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists ? date.toISOString().slice(0, 10) : undefined;
}

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();

/** The value of a state by its word, whatever the case, or by the value itself; undefined where it is none. */
export function readState(cell: string, words: ReadonlyMap<string, string>): string | undefined {
  const wanted = fold(cell);
  for (const [value, word] of words) {
    if (fold(word) === wanted || fold(value) === wanted) return value;
  }
  return undefined;
}
