// Several cells of a spreadsheet at once, from the field that has the focus to the right and down.
import { parseBlock, readDay, readPercents, readState } from './read';
import { columns, type Field, partOf } from './row';
import { isField, type Sheet } from './sheet';

export interface Pasted {
  cells: number;
  rows: number;
  /** What could not be read: "OB-01.3 Scadenza". */
  unread: string[];
  /** Rows and columns of the block that there was no place for. */
  left: number;
}

/** Takes over pasting; tell hears what became of it. */
export function installPaste(sheet: Sheet, tell: (pasted: Pasted) => void): void {
  document.addEventListener('paste', (event) => {
    const field = document.activeElement;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!isField(field) || !sheet.form.contains(field) || text === '') return;
    const block = parseBlock(text);
    const single = block.length === 1 && block[0]?.length === 1;
    const start = sheet.column(field);
    // One cell goes where text goes by itself; dates and states take no text.
    if (start < 0 || (single && field.type !== 'date' && !(field instanceof HTMLSelectElement))) return;
    event.preventDefault();
    tell(paste(sheet, field, start, block));
  });
}

function paste(sheet: Sheet, from: Field, start: number, block: string[][]): Pasted {
  const done: Pasted = { cells: 0, rows: 0, unread: [], left: 0 };
  const rows = sheet.rows;
  const first = rows.findIndex((row) => row === sheet.rowOf(from));
  const width = Math.max(...block.map((cells) => cells.length));
  const taken = columns.slice(start, start + width);
  if (width > taken.length) done.left += width - taken.length;
  const values = taken.map((column, i) => {
    const cells = block.map((line) => line[i] ?? '');
    return column === 'percent' ? readPercents(cells) : cells;
  });
  block.forEach((line, at) => {
    const row = rows[first + at];
    if (!row || row.saving) {
      done.left++;
      return;
    }
    done.rows++;
    taken.forEach((column, i) => {
      if (line[i] === undefined) return;
      const field = row.field(column);
      const value = field && readCell(field, values[i]?.[at] ?? '');
      if (!field || value === undefined) {
        done.unread.push(`${row.id} ${labels[column]}`);
        return;
      }
      sheet.write(field, value);
      done.cells++;
    });
  });
  return done;
}

/** A cell as its field takes it; undefined where it says nothing that the field knows. */
function readCell(field: Field, cell: string): string | undefined {
  if (field instanceof HTMLSelectElement) {
    return readState(cell, new Map([...field.options].map((option) => [option.value, option.text])));
  }
  return partOf(field) === 'due_on' ? readDay(cell) : cell;
}

const labels = { state: 'Stato', percent: 'Percento', due_on: 'Scadenza', note: 'Nota' };

/** What became of a block, in a sentence. */
export function pastedText(p: Pasted): string {
  const parts = [`${p.cells === 1 ? 'Incollata 1 cella' : `Incollate ${p.cells} celle`} in ${p.rows === 1 ? '1 riga' : `${p.rows} righe`}.`];
  if (p.unread.length > 0) parts.push(`Non lette: ${p.unread.slice(0, 5).join(', ')}${p.unread.length > 5 ? ` e altre ${p.unread.length - 5}` : ''}.`);
  if (p.left > 0) parts.push(`${p.left} tra righe e colonne non avevano posto.`);
  return parts.join(' ');
}
