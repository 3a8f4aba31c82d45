// Parts of a page are replaced by those of the page that a link or a form leads to: what
// the server shows is shown, no more. A part is an element with data-swap and an id; an
// item is one with data-item and an id within a part. Whatever somebody is typing
// elsewhere stays as it is: an item that somebody is writing in is not replaced.

const parts = '[data-swap][id]';
const items = '[data-item][id]';

/** Where the focus goes once the parts are in place. */
type Focus = 'form' | 'link' | 'item';

/** Opens a link of the page in place. */
export async function follow(link: HTMLAnchorElement, focus: Focus): Promise<void> {
  const item = link.closest<HTMLElement>(items);
  try {
    const page = await load(link.href);
    if (!page) throw new Error('another page');
    history.replaceState(null, '', link.href);
    swap(page.document, item);
    land(item?.id, focus);
  } catch {
    location.assign(link.href);
  }
}

/**
 * Sends a form in place, and says whether it was accepted. A form that cannot be sent this
 * way is sent by the browser.
 */
export async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<boolean> {
  const item = form.closest<HTMLElement>(items);
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) body.append(name, String(value));
  try {
    const page = await load(form.action, body);
    if (!page) throw new Error('another page');
    if (page.url) history.replaceState(null, '', page.url);
    swap(page.document, item);
    // An answer to the form itself shows what is still to be done: the form that is open.
    if (page.url) land(item?.id, 'item');
    else land(page.document.querySelector('.a-edit')?.closest(items)?.id ?? item?.id, 'form');
    return page.url !== '';
  } catch {
    // What was written already is not written twice: the form has its key.
    delete form.dataset.sent;
    if (submitter instanceof HTMLButtonElement && submitter.name) {
      const named = document.createElement('input');
      named.type = 'hidden';
      named.name = submitter.name;
      named.value = submitter.value;
      form.append(named);
    }
    form.submit();
    return false;
  }
}

export interface Page {
  document: Document;
  /** Where the server led to; empty where the page is an answer to the form itself. */
  url: string;
}

/** A page that has the parts of this one; null for any other, like the one for signing in. */
export async function load(url: string, body?: URLSearchParams): Promise<Page | null> {
  const answer = await fetch(url, { method: body ? 'POST' : 'GET', body: body ?? null, headers: { Accept: 'text/html' }, credentials: 'same-origin' });
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, 'text/html');
  if (!page.querySelector(parts) || (!answer.ok && answer.status !== 422 && answer.status !== 412 && answer.status !== 409)) return null;
  return { document: page, url: answer.redirected ? answer.url : '' };
}

/** Whether somebody is writing in an item: its form is open, or its answer is not empty. */
function inUse(item: Element): boolean {
  return item.querySelector('.a-edit') !== null || [...item.querySelectorAll('textarea')].some((field) => field.value.trim() !== '');
}

/** Puts the parts of another page in place of ours; sent is the item whose form was sent. */
function swap(page: Document, sent: HTMLElement | null): void {
  const kept = new Map<string, Element>();
  for (const item of document.querySelectorAll<HTMLElement>(items)) {
    if (item.id !== sent?.id && inUse(item)) kept.set(item.id, item);
  }
  let last: Element | null = null;
  for (const fresh of page.querySelectorAll<HTMLElement>(parts)) {
    const part = document.importNode(fresh, true);
    for (const item of part.querySelectorAll<HTMLElement>(items)) {
      const mine = kept.get(item.id);
      if (mine) item.replaceWith(mine);
    }
    const old = document.getElementById(fresh.id);
    if (old) {
      if (old instanceof HTMLDetailsElement && part instanceof HTMLDetailsElement) part.open ||= old.open;
      old.replaceWith(part);
    } else if (last) {
      last.after(part);
    } else {
      document.querySelector('main')?.append(part);
    }
    last = part;
  }
  for (const old of document.querySelectorAll<HTMLElement>(parts)) {
    if (!page.getElementById(old.id)) old.remove();
  }
  document.title = page.title;
  notices(page);
  navigation(page);
}

/** The notice and the summary of what is wrong stand above everything. */
function notices(page: Document): void {
  const main = document.querySelector('main');
  document.querySelectorAll('main > .a-notice[role=status], #errori').forEach((old) => old.remove());
  const errors = page.querySelector('#errori');
  if (errors) main?.prepend(document.importNode(errors, true));
  const notice = page.querySelector('main > .a-notice[role=status]');
  const spoken = document.querySelector('#detto');
  if (spoken) spoken.textContent = errors ? '' : (notice?.textContent ?? '');
}

function navigation(page: Document): void {
  const fresh = page.querySelector('.a-nav');
  const old = document.querySelector('.a-nav');
  if (fresh && old) old.replaceWith(document.importNode(fresh, true));
}

/** Moves the focus to what came of it. */
function land(id: string | undefined, focus: Focus): void {
  const errors = document.querySelector<HTMLElement>('#errori');
  if (errors) {
    errors.focus();
    return;
  }
  const item = id ? document.getElementById(id) : null;
  const opened = item?.querySelector<HTMLElement>('.a-edit');
  if (focus === 'form' && opened) {
    opened.querySelector<HTMLElement>('select, input:not([type=hidden]), textarea')?.focus();
    return;
  }
  const place = item ?? (location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null);
  if (!place) {
    document.querySelector<HTMLElement>('main')?.focus();
    return;
  }
  const details = place.closest('details');
  if (details) details.open = true;
  const next = focus === 'link' ? place.querySelector<HTMLElement>('a[data-open]') : null;
  if (next) {
    next.focus();
  } else {
    place.tabIndex = -1;
    place.focus();
  }
  place.scrollIntoView({ block: 'nearest' });
}
