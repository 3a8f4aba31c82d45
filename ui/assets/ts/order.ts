// A list whose order people choose: rows can be dragged by a grip, and moved from the
// keyboard with Alt and an arrow. Both send what the row's own arrow buttons send; without
// this script these are all there is.
import { addKeys, type Key } from './lib/keys';
import { send } from './lib/swap';

const lists = 'form[data-order]';
const rows = 'tr[data-key]';

/** Sends a move as the button of a row would. */
function move(form: HTMLFormElement, key: string, place: { prima?: string; dopo?: string }): void {
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'sposta';
  field.value = new URLSearchParams({ chi: key, prima: place.prima ?? '', dopo: place.dopo ?? '' }).toString();
  form.append(field);
  void submit(form, null, key, place.prima ? 'su' : 'giu').finally(() => field.remove());
}

/** Sends the form in place. Its key is among what is replaced: every move is a write of its own. */
async function submit(form: HTMLFormElement, button: HTMLElement | null, key: string, direction: 'su' | 'giu'): Promise<void> {
  const moved = await send(form, button);
  delete form.dataset.sent;
  form.removeAttribute('aria-busy');
  install();
  if (!moved) return; // the summary has the focus, and says why
  const row = document.querySelector<HTMLElement>(`${rows}[data-key="${CSS.escape(key)}"]`);
  const arrows = [...(row?.querySelectorAll<HTMLButtonElement>('button.a-arrow') ?? [])];
  const said = document.querySelector('#detto');
  if (!row) return;
  const all = [...(row.parentElement?.children ?? [])];
  (direction === 'su' ? arrows[0] : arrows[arrows.length - 1])?.focus();
  if (said) said.textContent = `${key}: posto ${all.indexOf(row) + 1} di ${all.length}`;
}

document.addEventListener('submit', (event) => {
  const form = (event.target as HTMLElement).closest<HTMLFormElement>(lists);
  const button = (event as SubmitEvent).submitter;
  const row = button?.closest<HTMLElement>(rows);
  if (!form || !row?.dataset.key || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const up = new URLSearchParams(button.value).get('prima') !== '';
  void submit(form, button, row.dataset.key, up ? 'su' : 'giu');
});

/** The arrow of the row that has the focus. */
function press(direction: 'su' | 'giu'): void {
  const row = document.activeElement?.closest<HTMLElement>(rows);
  for (const button of row?.querySelectorAll<HTMLButtonElement>('button.a-arrow') ?? []) {
    const up = new URLSearchParams(button.value).get('prima') !== '';
    if (up === (direction === 'su')) button.click();
  }
}

function arrow(name: 'ArrowUp' | 'ArrowDown', shown: string, text: string, direction: 'su' | 'giu'): Key {
  return {
    shown,
    text,
    inFields: true,
    matches: (event) => event.altKey && !event.ctrlKey && event.key === name && document.activeElement?.closest(rows) !== null,
    run: () => press(direction),
  };
}

let dragged: HTMLElement | null = null;

// Near the edge of the window the page moves along: a phone shows few rows.
const edge = 64;
let pointer: { x: number; y: number } | null = null;

function scrollAlong(): void {
  if (!dragged || !pointer) return;
  const past = pointer.y < edge ? pointer.y - edge : Math.max(0, pointer.y - (window.innerHeight - edge));
  if (past !== 0) {
    window.scrollBy({ top: Math.max(-edge, Math.min(edge, past)) / 4, behavior: 'instant' });
    mark();
  }
  requestAnimationFrame(scrollAlong);
}

function mark(): void {
  unmark();
  const over = target();
  over?.row.classList.add(over.before ? 'is-before' : 'is-after');
}

function unmark(): void {
  document.querySelectorAll('.is-before, .is-after').forEach((row) => row.classList.remove('is-before', 'is-after'));
}

/** Where the pointer is: the row under it, and which half. */
function target(): { row: HTMLElement; before: boolean } | null {
  if (!pointer) return null;
  const row = document.elementFromPoint(pointer.x, pointer.y)?.closest<HTMLElement>(rows);
  if (!row || row === dragged || row.parentElement !== dragged?.parentElement) return null;
  const box = row.getBoundingClientRect();
  return { row, before: pointer.y < box.top + box.height / 2 };
}

function letGo(): void {
  dragged?.classList.remove('is-moving');
  dragged = null;
  pointer = null;
  unmark();
}

// Esc while something is dragged leaves it where it was.
document.addEventListener('keydown', (event) => {
  if (!dragged || event.key !== 'Escape') return;
  event.preventDefault();
  letGo();
});

function grip(row: HTMLElement): HTMLElement {
  const made = document.createElement('span');
  made.className = 'a-grip';
  made.setAttribute('aria-hidden', 'true'); // for the pointer alone: arrows do the same
  made.textContent = '⠿';
  made.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    dragged = row;
    pointer = { x: event.clientX, y: event.clientY };
    requestAnimationFrame(scrollAlong);
    row.classList.add('is-moving');
    made.setPointerCapture(event.pointerId);
  });
  made.addEventListener('pointermove', (event) => {
    if (dragged !== row) return;
    pointer = { x: event.clientX, y: event.clientY };
    mark();
  });
  const end = (event: PointerEvent): void => {
    if (dragged !== row) return;
    const over = event.type === 'pointerup' ? target() : null;
    letGo();
    const form = row.closest<HTMLFormElement>(lists);
    const key = row.dataset.key;
    const anchor = over?.row.dataset.key;
    if (form && key && anchor) move(form, key, over.before ? { prima: anchor } : { dopo: anchor });
  };
  made.addEventListener('pointerup', end);
  made.addEventListener('pointercancel', end);
  return made;
}

function install(): void {
  for (const row of document.querySelectorAll<HTMLElement>(`${lists} ${rows}`)) {
    const arrows = row.querySelector('.a-arrows');
    if (arrows && !arrows.querySelector('.a-grip')) arrows.prepend(grip(row));
  }
}

install();
addKeys(
  arrow('ArrowUp', 'Alt ↑', 'sposta più su la riga', 'su'),
  arrow('ArrowDown', 'Alt ↓', 'sposta più giù la riga', 'giu'),
);
