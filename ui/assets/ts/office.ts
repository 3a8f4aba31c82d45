// The list of an office: forms are sent, and opened and closed, without leaving the page.
// The page works without this; whatever goes wrong here is done by the browser instead.
import { follow, send } from './lib/swap';

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  if (target.closest('[data-print]')) {
    window.print();
    return;
  }
  const link = target.closest<HTMLAnchorElement>('a[data-open], a[data-close]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void follow(link, link.matches('[data-open]') ? 'form' : 'link');
});

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || !form.matches('[data-send]')) return;
  event.preventDefault();
  void send(form, event.submitter);
});
