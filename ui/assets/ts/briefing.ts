// The report for the Giunta: the browser prints it.
document.querySelector<HTMLButtonElement>('[data-print]')?.addEventListener('click', () => window.print());
