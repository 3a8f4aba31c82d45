// Keys of one page. Single letters act only outside fields, and can be turned off (WCAG 2.1.4).
const storage = 'traguardi-tasti';

export interface Key {
  /** What the dialog shows: "J", "Alt N". */
  shown: string;
  /** What it does, in a few words. */
  text: string;
  /** Whether this press is meant. */
  matches: (event: KeyboardEvent) => boolean;
  run: () => void;
  /** Works inside fields too; only for keys held with Alt or Ctrl. */
  inFields?: boolean;
}

const known: Key[] = [];

export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(storage) !== 'spenti';
  } catch {
    return true; // storage is closed: the keys are on, as at first
  }
}

function setKeys(on: boolean): void {
  try {
    localStorage.setItem(storage, on ? 'accesi' : 'spenti');
  } catch {
    // storage is closed: the choice holds for this page alone
  }
}

/** A single letter, outside fields. */
export function letter(char: string, text: string, run: () => void): Key {
  return {
    shown: char.toUpperCase(),
    text,
    run,
    matches: (event) => !event.altKey && !event.ctrlKey && !event.metaKey && event.key.toLowerCase() === char,
  };
}

/** A letter with Alt, inside fields too. */
export function withAlt(char: string, text: string, run: () => void): Key {
  return {
    shown: `Alt ${char.toUpperCase()}`,
    text,
    run,
    inFields: true,
    matches: (event) => event.altKey && !event.ctrlKey && !event.metaKey && event.code === `Key${char.toUpperCase()}`,
  };
}

export function addKeys(...keys: Key[]): void {
  known.push(...keys);
}

function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]');
}

let on = keysAreOn();

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  for (const key of known) {
    const held = key.inFields ?? false;
    if ((!held && (!on || inField(event.target))) || !key.matches(event)) continue;
    event.preventDefault();
    key.run();
    return;
  }
});

/** The list of the page's keys, opened by "?" or by the button in the footer. */
export function installKeysDialog(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-keys]');
  if (!button) return;
  const dialog = document.createElement('dialog');
  dialog.className = 'a-dialog';
  dialog.setAttribute('aria-labelledby', 'tasti-t');
  document.body.append(dialog);
  const open = (): void => {
    dialog.replaceChildren(...content(dialog));
    dialog.showModal();
  };
  button.addEventListener('click', open);
  addKeys({ shown: '?', text: 'questo elenco', matches: (event) => event.key === '?', run: open });
}

function content(dialog: HTMLDialogElement): Node[] {
  const heading = element('h2', 'Tasti rapidi');
  heading.id = 'tasti-t';
  const list = document.createElement('dl');
  for (const key of known) {
    const name = document.createElement('dt');
    name.append(element('kbd', key.shown));
    list.append(name, element('dd', key.text));
  }
  const choice = document.createElement('label');
  choice.className = 'a-pick';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = on;
  box.addEventListener('change', () => {
    on = box.checked;
    setKeys(on);
  });
  choice.append(box, element('span', 'Usa i tasti fatti di una lettera sola'));
  const close = element('button', 'Chiudi') as HTMLButtonElement;
  close.type = 'button';
  close.className = 'btn btn-outline-primary';
  close.addEventListener('click', () => dialog.close());
  return [heading, list, choice, close];
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
