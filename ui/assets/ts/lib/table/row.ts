// One row of the table: its fields, what they were, and what is told of it.
export type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What goes with a change and has no value of before. */
const fresh = new Set(['note', 'reason', 'decided_in']);

/** The columns that are written, from left to right. */
export const columns = ['state', 'percent', 'due_on', 'note'] as const;
export type Column = (typeof columns)[number];

/** The field's name without its row: "percent" of "OB-01.3:percent". */
export function partOf(field: Field): string {
  return field.name.slice(field.name.indexOf(':') + 1);
}

/** What a field held when the row was opened. */
export function original(field: Field): string {
  if (field.dataset.was !== undefined) return field.dataset.was;
  if (fresh.has(partOf(field))) return '';
  if (field instanceof HTMLSelectElement) {
    const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return chosen?.value ?? '';
  }
  return field.defaultValue;
}

/** A date that was only half typed has no value, and must not pass for none. */
export function halfTyped(field: Field): boolean {
  return field instanceof HTMLInputElement && field.type === 'date' && field.validity.badInput;
}

export function isChanged(field: Field): boolean {
  return field.value !== original(field) || halfTyped(field);
}

const longDay = new Intl.DateTimeFormat('it', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A day in words; the empty string for none. */
export function dayText(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return day === '' || Number.isNaN(date.getTime()) ? day : longDay.format(date);
}

/** A value in words, for people. */
function valueText(field: Field, value: string): string {
  if (value === '') return 'niente';
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.value === value)?.text ?? value;
  if (field.type === 'date') return dayText(value);
  return partOf(field) === 'percent' ? `${value}\u00a0%` : value;
}

export class Row {
  readonly id: string;

  constructor(readonly tr: HTMLTableRowElement) {
    this.id = tr.dataset.id ?? '';
  }

  /** What is open below the row. */
  get sub(): HTMLTableRowElement | null {
    const next = this.tr.nextElementSibling;
    return next instanceof HTMLTableRowElement && next.dataset.of === this.id ? next : null;
  }

  get parts(): HTMLElement[] {
    const sub = this.sub;
    return sub ? [this.tr, sub] : [this.tr];
  }

  /** Everything that the form sends of the row. */
  get controls(): Field[] {
    return this.parts.flatMap((part) => [...part.querySelectorAll<Field>('input[name], select[name], textarea[name]')]);
  }

  /** What is written in. */
  get fields(): Field[] {
    return this.controls.filter((field) => field.type !== 'hidden' && field.type !== 'radio');
  }

  field(name: string): Field | undefined {
    return this.fields.find((field) => partOf(field) === name);
  }

  get changed(): Field[] {
    return this.fields.filter(isChanged);
  }

  get dirty(): boolean {
    return this.fields.some(isChanged);
  }

  get saving(): boolean {
    return this.tr.classList.contains('is-saving');
  }

  get failed(): boolean {
    return this.tr.classList.contains('is-error');
  }

  /** Two people changed it. */
  get conflicting(): boolean {
    return this.tr.classList.contains('is-conflict');
  }

  /** Two people changed it, and nobody has chosen yet. */
  get undecided(): boolean {
    if (!this.conflicting) return false;
    const groups = new Map<string, boolean>();
    for (const radio of this.sub?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? []) {
      groups.set(radio.name, (groups.get(radio.name) ?? false) || radio.checked);
    }
    return [...groups.values()].includes(false);
  }

  /** Whether saving would send it. */
  get ready(): boolean {
    return !this.saving && !this.undecided && (this.dirty || this.conflicting) && !this.fields.some(halfTyped);
  }

  /** Shows a field as changed or not, with its old value under it. */
  show(field: Field): void {
    const changed = isChanged(field);
    field.classList.toggle('is-changed', changed);
    if (field.name.endsWith(':state')) this.showState(field.value);
    const cell = field.closest('td, .a-field');
    let was = cell?.querySelector<HTMLElement>('.m-was') ?? null;
    if (!changed || fresh.has(partOf(field))) {
      was?.remove();
      return;
    }
    if (!was) {
      was = document.createElement('span');
      was.className = 'm-was';
      cell?.append(was);
    }
    const text = halfTyped(field) ? 'data incompleta' : `era ${valueText(field, original(field))}`;
    if (was.textContent !== text) was.textContent = text;
  }

  private showState(state: string): void {
    const holder = this.tr.querySelector('.m-select');
    if (!holder) return;
    holder.className = `m-select a-st-${state}`;
    holder.querySelector('use')?.setAttribute('href', `#st-${state}`);
  }

  /** Shows whether there is anything to save; a row that was refused, or that two people changed, says so until it is saved. */
  tell(): void {
    if (this.saving) return;
    if (this.conflicting || this.failed) return;
    const dirty = this.dirty;
    if (dirty === this.tr.classList.contains('is-dirty')) return;
    if (dirty) {
      this.tr.dataset.word = this.word;
      this.tr.dataset.mark = this.mark;
      this.set('is-dirty', 'rw-dirty', 'non salvata');
    } else {
      this.set('', this.tr.dataset.mark ?? '', this.tr.dataset.word ?? '');
      if (this.mark === 'rw-saved') this.tr.classList.add('is-saved');
    }
  }

  /** Shows that the row is on its way; undone by its answer, or by back. */
  startSaving(): void {
    this.tr.dataset.before = [this.tr.className, this.mark, this.word].join('|');
    this.set('is-saving', 'rw-saving', 'si salva…');
    this.hold(true);
  }

  /** Shows the row as before it was sent: no answer came. */
  stopSaving(): void {
    const [classes, mark, word] = (this.tr.dataset.before ?? '').split('|');
    this.set('', mark ?? '', word ?? '');
    if (classes !== undefined) this.tr.className = classes;
    this.hold(false);
  }

  private hold(on: boolean): void {
    for (const field of this.fields) {
      if (field instanceof HTMLSelectElement) field.setAttribute('aria-disabled', String(on));
      else field.readOnly = on;
    }
  }

  /** What the last cell says: a day, or what became of the row. */
  get word(): string {
    return this.tr.querySelector('[data-word]')?.textContent ?? '';
  }

  private get mark(): string {
    return this.tr.querySelector('.m-sign use')?.getAttribute('href')?.slice(1) ?? '';
  }

  private set(state: string, mark: string, word: string): void {
    this.tr.classList.remove('is-dirty', 'is-saving', 'is-saved', 'is-conflict', 'is-error');
    if (state !== '') this.tr.classList.add(state);
    const said = this.tr.querySelector('[data-word]');
    if (said) said.textContent = word;
    const sign = this.tr.querySelector('.m-sign');
    sign?.querySelector('svg')?.remove();
    if (mark !== '') sign?.prepend(shape(mark));
  }
}

const svg = 'http://www.w3.org/2000/svg';

function shape(symbol: string): SVGElement {
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('class', 'a-sh');
  made.setAttribute('aria-hidden', 'true');
  made.setAttribute('focusable', 'false');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#${symbol}`);
  made.append(use);
  return made;
}
