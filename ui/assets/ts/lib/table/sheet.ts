// The whole table: finds rows, writes in fields, opens what is below a row.
import { type Column, columns, dayText, type Field, isChanged, original, partOf, Row } from './row';

/** A field that the script itself filled, because of another one. */
const auto = 'auto';

export class Sheet {
  readonly table: HTMLTableElement;
  /** Called whenever what there is to save may be another. */
  onChange: () => void = () => {};
  private readonly kept = new WeakMap<HTMLTableRowElement, Row>();
  /** Rows that somebody wrote in, or that came back: a key looks at these alone, however many rows there are. */
  private readonly touched = new Set<string>();

  constructor(readonly form: HTMLFormElement) {
    const table = form.querySelector<HTMLTableElement>('.m-table');
    if (!table) throw new Error('no table');
    this.table = table;
    for (const row of this.rows) {
      const changed = row.changed;
      for (const field of changed) row.show(field);
      row.tell();
      if (changed.length > 0 || row.failed || row.conflicting) this.touched.add(row.id);
    }
    form.addEventListener('input', (event) => this.typed(event.target));
    form.addEventListener('change', (event) => this.committed(event.target));
    form.addEventListener('click', (event) => this.clicked(event));
    // A row on its way keeps its values: text fields are readonly, a select has no such thing.
    for (const name of ['keydown', 'mousedown'] as const) {
      form.addEventListener(name, (event) => {
        const held = event.target instanceof HTMLSelectElement && event.target.getAttribute('aria-disabled') === 'true';
        if (held && !(event instanceof KeyboardEvent && event.key === 'Tab')) event.preventDefault();
      });
    }
  }

  get rows(): Row[] {
    return [...this.table.querySelectorAll<HTMLTableRowElement>('tr.m-row')].map((tr) => this.rowFor(tr));
  }

  private rowFor(tr: HTMLTableRowElement): Row {
    let row = this.kept.get(tr);
    if (!row) {
      row = new Row(tr);
      this.kept.set(tr, row);
    }
    return row;
  }

  row(id: string): Row | undefined {
    const tr = document.getElementById(`r-${id.replaceAll('.', '-')}`);
    return tr instanceof HTMLTableRowElement && tr.dataset.id === id ? this.rowFor(tr) : undefined;
  }

  /** The row that something stands in, or below. */
  rowOf(node: EventTarget | null): Row | undefined {
    if (!(node instanceof Element)) return undefined;
    const tr = node.closest<HTMLTableRowElement>('tr.m-row, tr.m-sub');
    return this.row(tr?.dataset.id ?? tr?.dataset.of ?? '');
  }

  /** Rows with something to save, or to decide, from the top. */
  get waiting(): Row[] {
    const found: Row[] = [];
    for (const id of this.touched) {
      const row = this.row(id);
      if (row && (row.dirty || row.conflicting)) found.push(row);
      else if (!row?.saving) this.touched.delete(id);
    }
    return found.sort((a, b) => (a.tr.compareDocumentPosition(b.tr) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  }

  /** Writes a value as if it had been typed. */
  write(field: Field, value: string): void {
    if (field.value === value) return;
    field.value = value;
    this.typed(field);
    this.committed(field);
  }

  /** Puts a field back to what it was, with those that followed it. */
  restore(field: Field): void {
    const row = this.rowOf(field);
    const followers = row?.fields.filter((other) => other.dataset[auto] === partOf(field)) ?? [];
    for (const one of [field, ...followers]) {
      delete one.dataset[auto];
      one.value = original(one);
      this.typed(one);
    }
    if (row) this.adjust(row);
  }

  private typed(target: EventTarget | null): void {
    if (!isField(target)) return;
    const row = this.rowOf(target);
    if (!row) return;
    delete target.dataset[auto];
    this.touched.add(row.id);
    if (target.type !== 'radio') row.show(target);
    row.tell();
    if (partOf(target) === 'due_on') this.slip(row);
    this.onChange();
  }

  private committed(target: EventTarget | null): void {
    if (!isField(target)) return;
    const row = this.rowOf(target);
    if (!row) return;
    this.follow(row, target);
    this.adjust(row);
    this.onChange();
  }

  /** State and percentage go together, as the rules have it: what would follow is shown at once. */
  private follow(row: Row, field: Field): void {
    const state = row.field('state');
    const percent = row.field('percent');
    if (!state || !percent) return;
    const lead = (other: Field, value: string): void => {
      if (other.value === value) return;
      other.value = value;
      other.dataset[auto] = partOf(field);
      row.show(other);
      row.tell();
    };
    if (field === state) {
      if (state.value === 'done') lead(percent, '100');
      else if (state.value === 'planned') lead(percent, '0');
    } else if (field === percent) {
      const typed = percent.value.replace(/[%\s]/g, '');
      if (typed === '100' && state.value !== 'cancelled') lead(state, 'done');
      else if (/^\d+$/.test(typed) && Number(typed) < 100 && state.value === 'done') lead(state, 'in_progress');
      else if (/^\d+$/.test(typed) && Number(typed) > 0 && state.value === 'planned') lead(state, 'in_progress');
    }
  }

  /** Opens what a change asks for, and closes what it opened and nobody needs. */
  private adjust(row: Row): void {
    const due = row.field('due_on');
    const state = row.field('state');
    if (due) this.want(row, 'reason', isChanged(due));
    if (state) this.want(row, 'evidence', state.value === 'done' && isChanged(state));
  }

  private want(row: Row, part: string, wanted: boolean): void {
    const sub = row.sub;
    if (!sub) {
      if (wanted) void this.open(row, part);
      return;
    }
    const block = sub.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (!block || sub.dataset.auto === undefined) return;
    const written = [...block.querySelectorAll<Field>('input, select')].some(isChanged);
    block.hidden = !wanted && !written;
    sub.hidden = [...sub.querySelectorAll<HTMLElement>('[data-part]')].every((one) => one.hidden);
    if (part === 'reason') this.slip(row);
  }

  private clicked(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('.m-open') : null;
    const row = this.rowOf(button);
    if (!button || !row) return;
    event.preventDefault();
    const sub = row.sub;
    if (sub && !sub.hidden && sub.dataset.auto === undefined) {
      if (row.failed || row.conflicting) return; // what is to be mended stays
      this.close(row, sub);
    } else void this.open(row, '');
  }

  private close(row: Row, sub: HTMLTableRowElement): void {
    const written = [...sub.querySelectorAll<Field>('input, select')].some((field) => field.type !== 'hidden' && isChanged(field));
    row.tr.querySelector('.m-open')?.setAttribute('aria-expanded', 'false');
    if (!written) {
      sub.remove();
      return;
    }
    // Closed with something written in it: that stays, and is sent.
    sub.hidden = true;
    sub.dataset.auto = '';
  }

  /** Opens a row: all of it, or the one part that a change asks for. The markup is the server's. */
  async open(row: Row, part: string): Promise<void> {
    const there = row.sub;
    if (there) {
      delete there.dataset.auto;
      there.hidden = false;
      for (const block of there.querySelectorAll<HTMLElement>('[data-part]')) block.hidden = false;
      row.tr.querySelector('.m-open')?.setAttribute('aria-expanded', 'true');
      return;
    }
    const asked = row.tr.dataset.asked;
    if (asked !== undefined) {
      row.tr.dataset.asked = `${asked} ${part}`;
      return;
    }
    row.tr.dataset.asked = part;
    const address = new URL(this.form.action);
    address.searchParams.set('righe', row.id);
    address.searchParams.set('apri', row.id);
    let sub: HTMLTableRowElement | null = null;
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (answer.ok) sub = parseRows(await answer.text()).querySelector<HTMLTableRowElement>('tr.m-sub');
    } catch {
      // Out of reach: saving asks for what is missing.
    }
    const parts = (row.tr.dataset.asked ?? '').split(' ');
    delete row.tr.dataset.asked;
    if (!sub || row.sub || !row.tr.isConnected) return;
    if (!parts.includes('')) {
      sub.dataset.auto = '';
      sub.querySelector('input[type=hidden]')?.remove();
      for (const block of sub.querySelectorAll<HTMLElement>('[data-part]')) block.hidden = !parts.includes(block.dataset.part ?? '');
    } else row.tr.querySelector('.m-open')?.setAttribute('aria-expanded', 'true');
    row.tr.after(sub);
    this.slip(row);
    if (parts.includes('')) return;
    this.adjust(row);
  }

  /** Tells what the date that is being typed does to the slippage. */
  private slip(row: Row): void {
    const block = row.sub?.querySelector<HTMLElement>('[data-baseline]');
    const said = block?.querySelector<HTMLElement>('[data-slip]');
    const due = row.field('due_on');
    const baseline = block?.dataset.baseline ?? '';
    if (!block || !said || !due || baseline === '') return;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(due.value)) {
      said.textContent = `Prima scadenza ${dayText(baseline)}.`;
      return;
    }
    const days = Math.round((Date.parse(due.value) - Date.parse(baseline)) / 86_400_000);
    const signed = days > 0 ? `+${days}` : days < 0 ? `−${-days}` : '0';
    said.textContent = (block.dataset.text ?? '').replace('{n}', signed);
  }

  /** Puts the rows of an answer in the place of those that it is about. The focus stays where it was. */
  replace(answer: DocumentFragment): string[] {
    const replaced: string[] = [];
    for (const fresh of answer.querySelectorAll<HTMLTableRowElement>('tr.m-row')) {
      const old = this.row(fresh.dataset.id ?? '');
      const sub = fresh.nextElementSibling instanceof HTMLTableRowElement && fresh.nextElementSibling.dataset.of ? fresh.nextElementSibling : null;
      if (!old) continue;
      const back = rememberFocus(old);
      old.sub?.remove();
      old.tr.replaceWith(fresh);
      if (sub) fresh.after(sub);
      const row = this.rowFor(fresh);
      for (const field of row.changed) row.show(field);
      this.touched.add(row.id);
      back(row);
      replaced.push(row.id);
    }
    for (const fresh of answer.querySelectorAll<HTMLTableRowElement>('tr.m-group')) {
      document.getElementById(fresh.id)?.replaceWith(fresh);
    }
    return replaced;
  }

  /** The same column of the next row, or of the one before. */
  neighbour(field: Field, step: 1 | -1): Field | undefined {
    const own = this.rowOf(field);
    const rows = this.rows;
    for (let at = rows.findIndex((row) => row === own) + step; at >= 0 && at < rows.length; at += step) {
      const found = rows[at]?.field(partOf(field));
      if (found) return found;
    }
    return undefined;
  }

  column(field: Field): number {
    return columns.indexOf(partOf(field) as Column);
  }
}

export function isField(target: unknown): target is Field {
  return (target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) && target.name.includes(':');
}

/** Puts the focus in a field, its text selected as a cell's is. */
export function focusOn(field: Field): void {
  field.focus();
  if (field instanceof HTMLInputElement && field.type === 'text') field.select();
}

export function parseRows(html: string): DocumentFragment {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  return document.importNode(holder.content, true);
}

function rememberFocus(row: Row): (fresh: Row) => void {
  const active = document.activeElement;
  if (!isField(active) || !row.parts.some((part) => part.contains(active))) return () => {};
  const name = active.name;
  const caret = active instanceof HTMLSelectElement || active.type === 'date' ? null : active.selectionStart;
  return (fresh) => {
    const field = fresh.fields.find((one) => one.name === name) ?? fresh.field('percent');
    field?.focus();
    if (field && caret !== null && !(field instanceof HTMLSelectElement) && field.type !== 'date') field.setSelectionRange(caret, caret);
  };
}
