// The page of an import that is under way asks how far it is, and opens itself anew once the import has ended. The
// server answers late while nothing has changed, so that this asks seldom.
const pause = 1000;
const patience = 15 * 60 * 1000;
const begun = Date.now();

async function ended(): Promise<boolean> {
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return answer.redirected;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return !page.querySelector('[data-waiting]');
  } catch {
    return false; // away for a moment: the next turn asks again
  }
}

async function watch(): Promise<void> {
  if (await ended()) location.replace(location.href);
  else if (Date.now() - begun < patience) setTimeout(() => void watch(), pause);
}

if (document.querySelector('[data-waiting]')) void watch();
