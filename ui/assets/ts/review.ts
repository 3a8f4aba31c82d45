// The assessore's desk: keys for the queue and the verdict. Every one of them does what a link or a button does.
import { addKeys, letter } from './lib/keys';

const detail = document.querySelector<HTMLElement>('.a-detail');
const verdict = document.querySelector<HTMLFormElement>('.a-verdict');

function go(address: string | undefined): void {
  if (address) location.assign(address);
}

function press(key: string): void {
  verdict?.querySelector<HTMLButtonElement>(`button[data-key="${key}"]`)?.click();
}

// The first press goes to the note, which a question needs; with something written it asks.
function ask(): void {
  const note = verdict?.querySelector<HTMLTextAreaElement>('textarea');
  if (!note) return;
  if (note.value.trim() === '') note.focus();
  else press('d');
}

addKeys(
  letter('j', 'il prossimo della coda', () => go(detail?.dataset.next)),
  letter('k', 'quello prima nella coda', () => go(detail?.dataset.prev)),
  letter('c', 'conferma', () => press('c')),
  letter('d', 'vai alla nota, per fare una domanda', ask),
  letter('p', 'apri la prova', () => detail?.querySelector<HTMLAnchorElement>('a[data-evidence]')?.click()),
);
