// A meeting while it goes on: lines typed by keyboard, notes that save themselves, and what becomes of it for the public.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, program, url, withPage } from './harness.mjs'
import { gotFocus } from './people.mjs'
import { go, withStaff } from './staff.mjs'

// plan makes a meeting of today, as the form does.
async function plan(page, title) {
  await go(page, '/area/c_m403/riunioni/nuova?ufficio=tributi')
  await page.locator('[name=title]').fill(title)
  // The program's day, in Rome: the meeting is on.
  await page.locator('[name=held_on]').fill(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date()))
  await page.locator('[name=starts_at]').fill('10:00')
  await page.locator('[name=agenda]').fill('Azioni della volta scorsa\nAvvisi su SEND\nProssimo incontro')
  await page.locator('[name=published]').check()
  await page.getByRole('button', { name: 'Programma la riunione' }).click()
  await page.locator('form[data-meeting]').waitFor()
  await page.waitForLoadState() // its script is there
  return new URL(page.url()).pathname
}

const entries = (page) => page.locator('.a-point .a-entry')

test('a meeting is written by keyboard alone, without leaving the page', () =>
  withStaff('editor', {}, async (page) => {
    const path = await plan(page, 'Riunione alla tastiera')
    await page.evaluate(() => (window.stayed = true))

    await page.locator('#f-text').focus()
    await page.keyboard.press('Alt+d')
    assert.equal(await page.locator('#f-kind').inputValue(), 'decisione')
    assert.equal(await page.locator('#f-due_on').isVisible(), false, 'a decision has no date here')
    await page.keyboard.type('Uno sportello per quattro settimane')
    await page.keyboard.press('Enter')
    await entries(page).filter({ hasText: 'Uno sportello' }).waitFor()
    assert.match(await entries(page).first().innerText(), /Nessuna azione: chi lo fa\?/)
    await page.waitForFunction(() => document.activeElement.id === 'f-text')
    assert.equal(await page.locator('#f-text').inputValue(), '')

    assert.ok(await page.locator('[name=follows]').isChecked(), 'the next action follows the decision')
    await page.keyboard.type('Turni dello sportello')
    await page.keyboard.press('Enter')
    await entries(page).filter({ hasText: 'Turni dello sportello' }).nth(1).waitFor()
    assert.doesNotMatch(await page.locator('#punti').innerText(), /chi lo fa\?/)

    await page.keyboard.type('una riga sbagliata')
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('#f-text').inputValue(), '')

    // Notes save themselves; the line being typed stays.
    await page.keyboard.type('a metà')
    await page.locator('#f-notes').fill('Due azioni chiuse.')
    await page.locator('#salvato', { hasText: 'Salvato alle' }).waitFor()
    assert.equal(await page.locator('#f-text').inputValue(), 'a metà')
    await page.locator('#f-text').fill('')

    // On to the next point: what was written stays where it is.
    await page.locator('#f-text').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await page.locator('#punto-2 #f-notes').waitFor()
    await page.waitForFunction(() => document.activeElement.id === 'f-notes')
    assert.match(await page.locator('#odg').innerText(), /trattato/)
    assert.match(await page.locator('#punto-1').innerText(), /Due azioni chiuse\./)

    // A line that lacks something comes back, in the same place.
    await page.keyboard.press('Alt+a')
    await page.keyboard.type('Senza ufficio')
    await page.locator('#f-office').selectOption('')
    await page.locator('#f-text').focus()
    await page.keyboard.press('Enter')
    await page.locator('#errori').waitFor()
    await gotFocus(page, '#errori')
    assert.equal(await page.locator('#f-text').inputValue(), 'Senza ufficio')
    await page.locator('#f-office').selectOption('tributi')
    await page.locator('#f-text').press('Enter')
    await entries(page).filter({ hasText: 'Senza ufficio' }).waitFor()
    assert.equal(await page.locator('#errori').count(), 0)
    assert.ok(await page.evaluate(() => window.stayed), 'the page was never left')

    await page.reload()
    assert.match(await page.locator('#punto-1').innerText(), /Due azioni chiuse\./)
    assert.equal(await entries(page).count(), 3)
    assert.match(await page.locator('#punto-1').innerText(), /Uno sportello/)

    // The public knows that it is, and nothing of what is being said.
    await withPage({}, async (other) => {
      await other.goto(url(path.replace('/area/', '/enti/')))
      const text = await other.locator('main').innerText()
      assert.match(text, /Avvisi su SEND/)
      assert.doesNotMatch(text, /sportello|chiuse/)
    })

    await page.getByRole('button', { name: 'Chiudi la riunione' }).click()
    await page.locator('#f-minutes').waitFor()
    assert.match(await page.locator('#f-minutes').inputValue(), /Due azioni chiuse\.[^]*\*\*Decisione\.\*\* Uno sportello/)
    await page.getByRole('button', { name: 'Approva: diventa pubblico' }).click()
    await page.getByText('Verbale approvato.').waitFor()
    await withPage({}, async (other) => {
      await other.goto(url(path.replace('/area/', '/enti/')))
      assert.match(await other.locator('main').innerText(), /Due azioni chiuse\./)
    })
  }))

test('two write in the same meeting: what either typed is still there', () =>
  withStaff('editor', {}, async (page) => {
    const path = await plan(page, 'Riunione a quattro mani')
    await withStaff('admin', { javaScriptEnabled: false }, async (other) => {
      await go(other, path)
      await other.locator('#f-notes').fill('Gli appunti dell’altro.')
      await other.locator('button[value=appunti]').click()
      await other.locator('#f-notes').waitFor()
    })
    await page.locator('#f-notes').fill('I miei appunti.')
    await page.locator('#salvato', { hasText: 'non salvati' }).waitFor()
    await page.locator('button[value=appunti]').click()
    await page.locator('.a-clash').waitFor()
    assert.match(await page.locator('.a-clash').innerText(), /Gli appunti dell’altro\./)
    assert.equal(await page.locator('#f-notes').inputValue(), 'I miei appunti.')
    await page.locator('#f-notes').fill('Gli appunti dell’altro. I miei appunti.')
    await page.locator('button[value=appunti]').click()
    await page.locator('.a-clash').waitFor({ state: 'detached' })
    await page.reload()
    assert.equal(await page.locator('#f-notes').inputValue(), 'Gli appunti dell’altro. I miei appunti.')
  }))

test('a series on a phone, without a script: first a look, then all of it', () =>
  withStaff('editor', { javaScriptEnabled: false, viewport: narrow }, async (page) => {
    await go(page, '/area/c_m403/riunioni/serie')
    const day = new Date(Date.now() + 40 * 86400e3).toISOString().slice(0, 10)
    await page.locator('[name=from]').fill(day)
    for (const office of ['urbanistica', 'ragioneria']) await page.locator(`[name=offices][value=${office}]`).check()
    await page.getByRole('button', { name: 'Guarda che cosa viene fuori' }).click()
    assert.match(await page.locator('#anteprima').innerText(), /Verrebbero fuori 2 riunioni/)
    await page.getByRole('button', { name: 'Programma tutte' }).click()
    await page.waitForURL(/\/riunioni\?/)
    const text = await page.locator('main').innerText()
    assert.match(text, /Riunione con Urbanistica/)
    assert.match(text, /Riunione con Ragioneria/)
  }))

test('the secret address of a calendar answers to whoever has it, until it is revoked', () =>
  withStaff('contributor', {}, async (page) => {
    await go(page, '/area/c_m403/calendario')
    await page.getByRole('button', { name: 'Crea l’indirizzo' }).click()
    const secret = new URL(await page.locator('#indirizzo').inputValue())
    const address = new URL(secret.pathname, program.origin)
    const answer = await fetch(address)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type'), /^text\/calendar/)
    assert.match(await answer.text(), /^BEGIN:VCALENDAR\r\n/)
    await go(page, '/area/c_m403/calendario')
    assert.equal(await page.locator('#indirizzo').count(), 0, 'it is told once')
    await page.getByRole('button', { name: 'Revoca l’indirizzo' }).click()
    await page.getByText('L’indirizzo non vale più.').waitFor()
    assert.equal((await fetch(address)).status, 404)
  }))
