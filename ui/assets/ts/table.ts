// The table of milestones, as quick as a spreadsheet. The form works without this: what is here marks, moves and saves row
// by row through the same address, with the server's own markup.
import { addKeys, type Key, withAlt } from './lib/keys';
import { Bar } from './lib/table/bar';
import { Leaving } from './lib/table/leave';
import { installPaste, pastedText } from './lib/table/paste';
import { isChanged } from './lib/table/row';
import { type Outcome, Saver } from './lib/table/save';
import { focusOn, isField, Sheet } from './lib/table/sheet';

const form = document.querySelector<HTMLFormElement>('form.m-form');
const barElement = document.querySelector<HTMLElement>('[data-savebar]');
if (form && barElement) start(form, barElement);

function start(form: HTMLFormElement, barElement: HTMLElement): void {
  const sheet = new Sheet(form);
  const saver = new Saver(sheet);
  const bar = new Bar(barElement, sheet, undoAll);
  const leaving = new Leaving(sheet, async () => told(await saver.save()));
  sheet.onChange = () => bar.show();
  bar.show();

  form.addEventListener('submit', (event) => {
    if (leaving.free) return;
    event.preventDefault();
    void save();
  });

  async function save(): Promise<void> {
    if (saver.busy) return;
    const waiting = sheet.waiting;
    if (!waiting.some((row) => row.ready)) {
      bar.tell(waiting.length === 0 ? 'Non c’è niente da salvare.' : '');
      return;
    }
    told(await saver.save());
  }

  /** Says what became of the rows; answers whether all are saved. */
  function told(outcome: Outcome): boolean {
    const parts: string[] = [];
    if (outcome.saved > 0) parts.push(`${outcome.saved === 1 ? 'Salvata 1 riga' : `Salvate ${outcome.saved} righe`}${outcome.hour === '' ? '' : ` alle ${outcome.hour}`}.`);
    if (outcome.lost > 0) parts.push(`Non salvate ${outcome.lost}: ${outcome.failure}. Quello che hai scritto è ancora qui.`);
    bar.tell(parts.join(' '));
    if (outcome.signedOut) {
      // The whole form goes the way that works without a script: it comes back filled after sign-in.
      leaving.free = true;
      form.submit();
    }
    return outcome.refused === 0 && outcome.lost === 0 && sheet.waiting.length === 0;
  }

  function undoAll(): void {
    const n = sheet.waiting.length;
    if (!confirm(n === 1 ? 'Rimetto la riga com’era?' : `Rimetto ${n} righe com’erano?`)) return;
    for (const row of sheet.waiting) {
      for (const field of row.changed) sheet.restore(field);
      if (row.failed || row.conflicting) void reload(row.id);
    }
    bar.tell('Tutto com’era.');
  }

  /** A row as it is registered now. */
  async function reload(id: string): Promise<void> {
    const address = new URL(form.action);
    address.searchParams.set('righe', id);
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (!answer.ok) return;
      const holder = document.createElement('template');
      holder.innerHTML = await answer.text();
      sheet.replace(document.importNode(holder.content, true));
      bar.show();
    } catch {
      // Out of reach: the row keeps its message.
    }
  }

  installPaste(sheet, (pasted) => bar.tell(pastedText(pasted)));

  form.addEventListener('keydown', (event) => {
    const field = event.target;
    if (!isField(field) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && field.type !== 'radio') {
      event.preventDefault();
      const next = sheet.neighbour(field, event.shiftKey ? -1 : 1);
      if (next) focusOn(next);
    } else if (event.key === 'Escape' && isChanged(field)) {
      event.preventDefault();
      sheet.restore(field);
      if (!(field instanceof HTMLSelectElement) && field.type === 'text') field.select();
    }
  });

  const note = (): void => {
    const row = sheet.rowOf(document.activeElement) ?? sheet.rows[0];
    const field = row?.field('note');
    if (field) focusOn(field);
  };

  /** The next field that was changed, behind the one that has the focus; the first again after the last. */
  const nextChange = (): void => {
    const changed = sheet.waiting.flatMap((row) => row.changed);
    const here = document.activeElement;
    const behind = changed.find((field) => here !== null && (here.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0);
    const next = behind ?? changed[0];
    if (next) focusOn(next);
  };

  const held = (event: KeyboardEvent, key: string): boolean =>
    (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key;
  const keys: Key[] = [
    { shown: 'Tab', text: 'campo dopo', matches: () => false, run: () => {} },
    { shown: 'Invio', text: 'stessa colonna, riga sotto; con Maiusc la riga sopra', matches: () => false, run: () => {} },
    { shown: 'Esc', text: 'questo campo com’era', matches: () => false, run: () => {} },
    { shown: 'Ctrl S', text: 'salva', inFields: true, matches: (event) => held(event, 's'), run: () => void save() },
    withAlt('n', 'nota della riga', note),
    withAlt('m', 'prossima modifica non salvata', nextChange),
    {
      shown: '/',
      text: 'cerca',
      matches: (event) => event.key === '/' && !event.ctrlKey && !event.metaKey,
      run: () => document.querySelector<HTMLInputElement>('form.m-filters input[type=search]')?.focus(),
    },
  ];
  addKeys(...keys);
  performance.mark('traguardi-table'); // for those who measure: from here on the table answers
}
