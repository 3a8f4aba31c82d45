// The bar that saves: how many rows wait, which ones, and what became of them.
import type { Row } from './row';
import { focusOn, type Sheet } from './sheet';

/** How many rows are named one by one. */
const named = 12;

export class Bar {
  private readonly said: HTMLElement;
  private readonly list: HTMLElement;
  private readonly save: HTMLButtonElement;
  private readonly undo: HTMLButtonElement;
  private last = '';
  private news = '';
  private pending = 0;

  constructor(
    bar: HTMLElement,
    private readonly sheet: Sheet,
    undo: () => void,
  ) {
    this.said = need(bar, '[data-said]');
    this.save = need(bar, '[data-save]') as HTMLButtonElement;
    this.undo = need(bar, '[data-undo]') as HTMLButtonElement;
    // Links to rows stand outside what is read out, or every key would read them all.
    this.list = document.createElement('p');
    this.list.className = 'm-bar__rows';
    this.said.after(this.list);
    this.undo.addEventListener('click', undo);
    this.list.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-row]') : null;
      const row = this.sheet.row(link?.dataset.row ?? '');
      if (!row) return;
      event.preventDefault();
      goTo(row);
    });
  }

  /** Something that just happened; it is said until what waits is another. */
  tell(news: string): void {
    this.news = news;
    this.show();
  }

  /** Shows what waits. It is put off to the next frame: many cells may change at once. */
  show(): void {
    if (this.pending === 0) {
      this.pending = requestAnimationFrame(() => {
        this.pending = 0;
        this.render();
      });
    }
  }

  private render(): void {
    const rows = this.sheet.waiting;
    const undecided = rows.filter((row) => row.undecided);
    const ready = rows.filter((row) => row.ready);
    const failed = rows.filter((row) => row.failed);
    const saving = rows.filter((row) => row.saving);
    const state = [ready, undecided, failed, saving].map((some) => some.map((row) => row.id).join()).join('|');
    if (state === this.last && this.news === '') return;
    this.last = state;
    const parts: string[] = this.news === '' ? [] : [this.news];
    if (saving.length > 0) parts.push(count(saving.length, 'riga si salva…', 'righe si salvano…'));
    const fine = ready.filter((row) => !row.failed).length;
    if (fine > 0) parts.push(`${count(fine, 'riga non salvata', 'righe non salvate')}.`);
    if (failed.length > 0) parts.push(`${failed.length} da correggere.`);
    if (undecided.length > 0) parts.push(`${count(undecided.length, 'conflitto da decidere', 'conflitti da decidere')}.`);
    if (parts.length === 0) parts.push('Niente da salvare.');
    const text = parts.join(' ');
    if (this.said.textContent !== text) this.said.textContent = text;
    this.news = '';
    this.list.replaceChildren(...links(rows));
    this.save.textContent = ready.length > 0 ? `Salva ${count(ready.length, 'riga', 'righe')}` : 'Salva le modifiche';
    this.save.setAttribute('aria-keyshortcuts', 'Control+S');
    this.undo.hidden = rows.length === 0 || saving.length > 0;
  }
}

function links(rows: Row[]): Node[] {
  const nodes: Node[] = [];
  for (const row of rows.slice(0, named)) {
    const link = document.createElement('a');
    link.href = `#${row.tr.id}`;
    link.dataset.row = row.id;
    link.textContent = row.id;
    if (nodes.length > 0) nodes.push(document.createTextNode(', '));
    nodes.push(link);
  }
  if (rows.length > named) nodes.push(document.createTextNode(` e altre ${rows.length - named}`));
  return nodes;
}

/** Leads to what waits in a row: the choice, the field to correct, the one that changed. */
export function goTo(row: Row): void {
  const choice = row.sub?.querySelector<HTMLInputElement>('input[type=radio]');
  if (row.undecided && choice) {
    choice.focus();
    return;
  }
  const field = row.fields.find((one) => one.getAttribute('aria-invalid') === 'true') ?? row.changed[0] ?? row.field('percent');
  if (field) focusOn(field);
}

function count(n: number, one: string, other: string): string {
  return `${n} ${n === 1 ? one : other}`;
}

function need(root: HTMLElement, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}
