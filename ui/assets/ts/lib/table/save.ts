// Saves rows by the same form that works without a script: a few at a time, each a write of its own.
import type { Row } from './row';
import { parseRows, type Sheet } from './sheet';

/** How many rows travel together, and how many such loads at once. */
const load = 10;
const lanes = 2;

export interface Outcome {
  saved: number;
  /** The hour that the server says of the last of them: "10.31". */
  hour: string;
  /** Rows that came back to be corrected, or to be decided. */
  refused: number;
  /** Rows that no answer came for; why is in failure. */
  lost: number;
  failure: string;
  /** The session ended meanwhile. */
  signedOut: boolean;
}

export class Saver {
  private under: Promise<Outcome> | undefined;

  constructor(private readonly sheet: Sheet) {}

  /** Whether anything is on its way. */
  get busy(): boolean {
    return this.under !== undefined;
  }

  /** Saves what is ready; while something is on its way, that is awaited first. */
  async save(): Promise<Outcome> {
    await this.under;
    this.under = this.run();
    try {
      return await this.under;
    } finally {
      this.under = undefined;
      this.sheet.onChange();
    }
  }

  private async run(): Promise<Outcome> {
    const outcome: Outcome = { saved: 0, hour: '', refused: 0, lost: 0, failure: '', signedOut: false };
    const rows = this.sheet.waiting.filter((row) => row.ready);
    const loads: Row[][] = [];
    for (let i = 0; i < rows.length; i += load) loads.push(rows.slice(i, i + load));
    // What is sent is gathered at once: only then are fields held.
    const queue = loads.map((some) => ({ rows: some, body: this.body(some) }));
    for (const row of rows) row.startSaving();
    this.sheet.onChange();
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) await this.send(next.rows, next.body, outcome);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return outcome;
  }

  private body(rows: Row[]): URLSearchParams {
    const body = new URLSearchParams({ parte: 'righe', salva: 'si' });
    const key = this.sheet.form.querySelector<HTMLInputElement>('input[name=chiave]');
    if (key) body.set('chiave', key.value);
    for (const row of rows) {
      for (const control of row.controls) {
        if (control instanceof HTMLInputElement && control.type === 'radio' && !control.checked) continue;
        body.append(control.name, control.value);
      }
    }
    return body;
  }

  private async send(rows: Row[], body: URLSearchParams, outcome: Outcome): Promise<void> {
    let failure = 'il server non risponde';
    // After one load was lost for want of a session, the next would be too.
    if (!outcome.signedOut) {
      try {
        const answer = await fetch(this.sheet.form.action, { method: 'POST', body, headers: { Accept: 'text/html' }, redirect: 'error' });
        if (answer.ok || answer.status === 412 || answer.status === 422) {
          this.take(rows, await answer.text(), outcome);
          return;
        }
        if (answer.status === 401) outcome.signedOut = true;
        failure = failures[answer.status] ?? failure;
      } catch {
        // The network is away: nothing is known of these rows. Sent again, they are written once.
      }
    }
    for (const row of rows) row.stopSaving();
    outcome.lost += rows.length;
    outcome.failure = failure;
  }

  private take(rows: Row[], html: string, outcome: Outcome): void {
    const replaced = new Set(this.sheet.replace(parseRows(html)));
    for (const row of rows) {
      const now = this.sheet.row(row.id);
      if (!replaced.has(row.id) || !now) {
        row.stopSaving();
        outcome.lost++;
      } else if (now.failed || now.conflicting) outcome.refused++;
      else {
        outcome.saved++;
        outcome.hour = /[\d.]+$/.exec(now.word)?.[0] ?? '';
      }
    }
  }
}

const failures: Record<number, string> = {
  401: 'la sessione è finita',
  403: 'il tuo ruolo non lo permette più',
  413: 'è troppo in una volta',
  429: 'ci sono troppe richieste: aspetta un minuto',
  503: 'l’archivio non risponde',
};
