// On every page of the staff. Nothing here is needed: pages work without it.
import { installKeysDialog } from './lib/keys';
import { installPasswordHelp } from './lib/password';

document.documentElement.classList.add('a-scripted');

// A form that is on its way is not sent again by a second click. The button keeps its name
// and value: it is disabled only once the form data have been gathered.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.dataset.sent === 'true') {
    if (form.dataset.sent === 'true') event.preventDefault();
    return;
  }
  form.dataset.sent = 'true';
  form.setAttribute('aria-busy', 'true');
});

// Back from the history: forms may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
    delete form.dataset.sent;
    form.removeAttribute('aria-busy');
  }
});

// What is wrong takes the focus even where the browser ignored autofocus.
document.querySelector<HTMLElement>('#errori')?.focus();

installKeysDialog();
installPasswordHelp();
