// Helps with passwords: shows what was typed, and says how strong a new one is. Both stand in the page hidden, and do
// nothing without this script; what is accepted is the program's to say.
import { strength } from './strength';

export function installPasswordHelp(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-reveal]')) {
    const field = document.getElementById(box.dataset.reveal ?? '') as HTMLInputElement | null;
    if (!field) continue;
    box.closest('label')?.removeAttribute('hidden');
    box.checked = false; // the browser may have kept it from before
    const show = () => {
      field.type = box.checked ? 'text' : 'password';
      field.spellcheck = false; // nobody else is to read it
    };
    box.addEventListener('change', show);
    // What is sent is a password again, and no text that the browser would offer the next time.
    field.form?.addEventListener('submit', () => {
      box.checked = false;
      show();
    });
  }
  for (const line of document.querySelectorAll<HTMLElement>('[data-strength]')) {
    const field = document.getElementById(line.dataset.strength ?? '') as HTMLInputElement | null;
    const says = line.querySelector<HTMLElement>('[role=status]');
    if (!field || !says) continue;
    const least = Number(line.dataset.least);
    const levels = says.dataset.levels?.split('|') ?? [];
    field.addEventListener('input', () => {
      const missing = least - [...field.value].length;
      const level = missing > 0 ? 0 : strength(field.value);
      line.hidden = field.value === '';
      line.dataset.level = String(level);
      const text = level === 0 ? `${says.dataset.short ?? ''} ${missing}` : (levels[level - 1] ?? '');
      if (says.textContent !== text) says.textContent = text;
    });
  }
}
