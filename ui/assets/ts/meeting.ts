// A meeting that goes on: lines are added without leaving the page, notes save themselves,
// and keys do what buttons do. Everything here is a form that works without it.
import { addKeys, withAlt, type Key } from './lib/keys';
import { load, send } from './lib/swap';

const form = document.querySelector<HTMLFormElement>('form[data-meeting]');
const pause = 1500; // milliseconds without a key before notes are saved

// Jobs wait for one another: a line is sent with what the save before it left.
let last: Promise<void> = Promise.resolve();
let sending = false;
let timer = 0;
let leaving = false;

function byId<T extends HTMLElement>(id: string): T | null {
  return document.getElementById(id) as T | null;
}

const notes = (): HTMLTextAreaElement | null => byId('f-notes');
const line = (): HTMLInputElement | null => byId('f-text');
const kind = (): HTMLSelectElement | null => byId('f-kind');
const before = (): HTMLTextAreaElement | null => form?.querySelector<HTMLTextAreaElement>('[name=notes_was]') ?? null;
const point = (): string => form?.querySelector<HTMLInputElement>('[name=punto]')?.value ?? '';

function told(text: string, bad = false): void {
  const place = byId('salvato');
  if (!place) return;
  place.textContent = text;
  place.className = bad ? 'a-bad' : 'a-ok';
}

function savedNow(): void {
  told(`Salvato alle ${new Date().toLocaleTimeString('it-IT', { hour: '2-digit', minute: '2-digit' })}`);
}

function unsaved(): boolean {
  return notes() !== null && notes()?.value.trim() !== before()?.value.trim();
}

/** Office and date are an action's: a decision is written without them. */
function showFields(): void {
  const chosen = kind()?.value;
  for (const place of form?.querySelectorAll<HTMLElement>('[data-of]') ?? []) place.hidden = place.dataset.of !== chosen;
}

/** Saves the notes alone; what is being written of a line stays where it is. */
async function saveNotes(): Promise<void> {
  const field = notes();
  const was = before();
  if (!form || !field || !was || !unsaved()) return;
  const typed = field.value;
  // A key of its own: this is not the form that the button sends.
  const body = new URLSearchParams({ chiave: crypto.randomUUID(), punto: point(), notes: typed, notes_was: was.value, fai: 'appunti' });
  try {
    const page = await load(form.action, body);
    if (!page?.url) throw new Error('refused');
    was.value = typed.trim(); // as it is kept
    savedNow();
  } catch {
    told('Appunti non salvati: premi «Salva gli appunti»', true);
  }
}

function soon(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    last = last.then(saveNotes);
  }, pause);
}

/** Buttons that lead to another page are the browser's. */
function leaves(button: HTMLButtonElement | null): boolean {
  return button?.name === 'modifica' || button?.name === 'sposta' || (button?.name === 'fai' && button.value === 'chiudi');
}

/** Where somebody goes on writing after a button. */
function goOn(button: HTMLButtonElement | null): void {
  if (byId('errori')) return; // it has the focus
  const again = button ? form?.querySelector<HTMLElement>(`button[name="${button.name}"][value="${button.value}"]:not([tabindex="-1"])`) : null;
  if (!button || (button.name === 'fai' && button.value === 'aggiungi') || button.name === 'segue') line()?.focus();
  else if (button.name === 'vai' || button.name === 'riapri') notes()?.focus();
  else (again ?? line())?.focus();
}

async function sendForm(target: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  window.clearTimeout(timer);
  const here = point();
  const added = line()?.value.trim() ?? '';
  // What is typed while the answer is on its way is not lost to it.
  const meanwhile = new Map<string, string>();
  const listen = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (field.id) meanwhile.set(field.id, field.value);
  };
  target.addEventListener('input', listen);
  const accepted = await send(target, button);
  target.removeEventListener('input', listen);
  if (point() === here) {
    for (const [id, value] of meanwhile) {
      const field = byId<HTMLInputElement>(id);
      if (field && field.value !== value) field.value = value;
    }
  }
  showFields();
  goOn(button);
  if (!accepted) {
    leaving = byId('errori') === null; // the browser sends it
    return;
  }
  savedNow();
  const spoken = byId('detto');
  if (spoken && added !== '') spoken.textContent = `Aggiunto: ${added}`;
  if (unsaved()) soon();
}

function choose(value: string): void {
  const list = kind();
  if (!list) return;
  list.value = value;
  showFields();
  line()?.focus();
}

/** The button of the first point after this one. */
function nextPoint(): void {
  const points = [...(form?.querySelectorAll<HTMLElement>('.a-point') ?? [])];
  const at = points.findIndex((one) => notes() !== null && one.contains(notes()));
  points
    .slice(at + 1)
    .map((one) => one.querySelector<HTMLButtonElement>('button[name=vai], button[name=riapri]'))
    .find((button) => button !== null)
    ?.click();
}

const emptied: Key = {
  shown: 'Esc',
  text: 'svuota la riga',
  inFields: true,
  matches: (event) => event.key === 'Escape' && event.target === line(),
  run: () => {
    const field = line();
    if (field) field.value = '';
  },
};

const onward: Key = {
  shown: 'Alt ↓',
  text: 'punto dopo',
  inFields: true,
  // A list opens with these keys: it keeps them.
  matches: (event) => event.altKey && !event.ctrlKey && event.key === 'ArrowDown' && !(event.target instanceof HTMLSelectElement),
  run: nextPoint,
};

if (form) {
  form.addEventListener('submit', (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    if (leaves(button)) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    last = last
      .then(() => sendForm(form, button))
      .finally(() => {
        sending = false;
      });
  });
  form.addEventListener('input', (event) => {
    if (event.target === notes()) soon();
  });
  form.addEventListener('change', (event) => {
    if (event.target === kind()) showFields();
  });
  showFields();
  addKeys(
    { shown: 'Invio', text: 'aggiunge la riga e resta lì', matches: () => false, run: () => undefined },
    withAlt('d', 'decisione', () => choose('decisione')),
    withAlt('a', 'azione', () => choose('azione')),
    onward,
    emptied,
  );
  // A line or notes that nobody has sent yet are worth a question.
  document.addEventListener('submit', (event) => {
    leaving ||= !event.defaultPrevented;
  });
  window.addEventListener('pageshow', () => {
    leaving = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (!leaving && ((line()?.value.trim() ?? '') !== '' || unsaved())) event.preventDefault();
  });
}
