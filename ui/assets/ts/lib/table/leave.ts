// Nobody leaves with rows unsaved and does not know it.
import type { Sheet } from './sheet';

/** Ways to another list of the same table: the script can save first. */
const ways = '.m-views a, .m-chips a, .m-table thead a, .m-pages a, .m-group a';

export class Leaving {
  /** Set where leaving is meant, and nothing is lost by it. */
  free = false;
  private readonly dialog = document.createElement('dialog');

  /** save answers whether everything is saved. */
  constructor(
    private readonly sheet: Sheet,
    private readonly save: () => Promise<boolean>,
  ) {
    this.dialog.className = 'a-dialog';
    this.dialog.setAttribute('aria-labelledby', 'uscita-t');
    document.body.append(this.dialog);
    window.addEventListener('beforeunload', (event) => {
      if (!this.free && this.sheet.waiting.length > 0) event.preventDefault();
    });
    document.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(ways) : null;
      if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (this.sheet.waiting.length === 0) return;
      event.preventDefault();
      this.ask(() => location.assign(link.href));
    });
    const filters = document.querySelector<HTMLFormElement>('form.m-filters');
    filters?.addEventListener('submit', (event) => {
      if (this.free || this.sheet.waiting.length === 0) return;
      event.preventDefault();
      this.ask(() => filters.submit());
    });
  }

  private ask(go: () => void): void {
    const n = this.sheet.waiting.length;
    const title = document.createElement('h2');
    title.id = 'uscita-t';
    title.textContent = n === 1 ? 'Una riga non è salvata' : `${n} righe non sono salvate`;
    const leave = (): void => {
      this.free = true;
      go();
    };
    const actions = document.createElement('p');
    actions.className = 'a-actions';
    actions.append(
      button('Salva e continua', 'btn btn-primary', () => {
        this.dialog.close();
        void this.save().then((all) => all && leave());
      }),
      button('Continua senza salvare', 'btn btn-outline-primary', leave),
      button('Resta qui', 'a-text', () => this.dialog.close()),
    );
    this.dialog.replaceChildren(title, actions);
    this.dialog.showModal();
  }
}

function button(text: string, looks: string, run: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = looks;
  made.textContent = text;
  made.addEventListener('click', run);
  return made;
}
