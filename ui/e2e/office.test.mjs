// The list of an office in the browser: nothing leaves the page and nothing typed is lost; the same without a script,
// and by keyboard alone. What is recorded is then in public.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browser, program, url, wide } from './harness.mjs'
import { gotFocus } from './people.mjs'
import { go } from './staff.mjs'

const list = '/area/c_m403/ufficio'
const row = (page, id) => page.locator(`[id="${id}"]`)
const nothingNew = (page, id) => row(page, id).getByRole('button', { name: `Nessuna novità per ${id}` })
const update = (page, id) => row(page, id).getByRole('link', { name: id })
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('name'))

// The referent of an office that no other test works for: what they record stays out of each other's way.
const email = 'referente.cultura@esempio.invalid'
const password = 'la strada verso il mare è lunga'
const signedIn = (async () => {
  program.command(
    ['user', 'create', '--email', email, '--role', 'contributor', '--organization', 'c_m403', '--office', 'cultura-e-turismo'],
    `${password}\n`,
  )
  const context = await browser.newContext({ locale: 'it-IT' })
  try {
    const page = await context.newPage()
    await page.goto(url('/area'))
    await page.locator('[name=email]').fill(email)
    await page.locator('[name=password]').fill(password)
    await page.getByRole('button', { name: 'Entra', exact: true }).click()
    await page.waitForURL(/\/area\/c_m403\/ufficio/)
    return await context.storageState()
  } finally {
    await context.close()
  }
})()

async function asReferent(options, use) {
  const context = await browser.newContext({ viewport: wide, locale: 'it-IT', ...options, storageState: await signedIn })
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
  }
}

// publicText is what anybody reads of an objective.
async function publicText(page, objective) {
  await page.goto(url(`/enti/c_m403/obiettivi/${objective}`))
  return page.locator('main').innerText()
}

test('a day at the list, without leaving it', () =>
  asReferent({}, async (page) => {
    await go(page, list)
    await page.evaluate(() => {
      window.stayed = true
    })
    const asked = page.locator('.a-ask')
    const questions = await asked.count()
    assert.ok(questions > 0, 'something was asked')
    const answer = asked.first().locator('textarea')
    await answer.fill('La data è il 15 gennaio.')

    await nothingNew(page, 'OB-12.5').click()
    await row(page, 'OB-12.5').getByText('Nessuna novità, registrata oggi').waitFor()
    assert.equal(await focused(page), 'OB-12.5', 'the focus is on what was done')
    assert.match(await page.locator('#detto').innerText(), /nessuna novità/)

    await update(page, 'OB-12.3').click()
    await row(page, 'OB-12.3').getByLabel('Stato').selectOption('done')
    await row(page, 'OB-12.3').getByLabel('Che cosa è successo?').fill('Tradotte tutte le schede.')
    // Another form opened beside it, and closed again, leaves it as it is.
    await update(page, 'OB-13.4').click()
    await row(page, 'OB-13.4').getByRole('link', { name: 'Chiudi senza salvare' }).click()
    await row(page, 'OB-13.4').locator('form.a-edit').waitFor({ state: 'detached' })
    assert.equal(await row(page, 'OB-12.3').getByLabel('Che cosa è successo?').inputValue(), 'Tradotte tutte le schede.')

    await row(page, 'OB-12.3').getByRole('button', { name: 'Salva l’aggiornamento' }).click()
    await page.locator('#errori').waitFor()
    await gotFocus(page, '#errori')
    assert.match(await page.locator('#errori').innerText(), /serve una prova/)
    assert.equal(await row(page, 'OB-12.3').getByLabel('Che cosa è successo?').inputValue(), 'Tradotte tutte le schede.')
    await row(page, 'OB-12.3').getByLabel('Nota di prova').fill('Elenco delle schede pubblicate.')
    await row(page, 'OB-12.3').getByRole('button', { name: 'Salva l’aggiornamento' }).click()
    await page.locator('#g-done [id="OB-12.3"]').waitFor()
    assert.equal(await page.locator('#errori').count(), 0)

    assert.equal(await answer.inputValue(), 'La data è il 15 gennaio.', 'what was being typed stays')
    await asked.first().getByRole('button', { name: 'Rispondi e aggiorna il traguardo' }).click()
    const form = page.locator('form.a-edit')
    await form.waitFor()
    assert.equal(await form.getByLabel('Che cosa è successo?').inputValue(), 'La data è il 15 gennaio.')
    assert.match(await focused(page), /f-state$/, 'the focus is in the form that opened')
    await form.getByRole('button', { name: 'Salva l’aggiornamento' }).click()
    await form.waitFor({ state: 'detached' })
    await page.waitForFunction((n) => document.querySelectorAll('.a-ask').length < n, questions)

    await page.locator('#fiducia').getByRole('link', { name: 'Giudica OB-13' }).click()
    await page.locator('#f-o-OB-13').getByLabel('Alta').check()
    await page.locator('#f-o-OB-13').getByLabel('Perché?').fill('I permessi sono arrivati.')
    await page.locator('#f-o-OB-13').getByRole('button', { name: 'Salva il giudizio' }).click()
    await page.locator('#f-o-OB-13').getByText('I permessi sono arrivati.').waitFor()
    assert.equal(await page.evaluate(() => window.stayed), true, 'the page was never left')

    assert.match(await publicText(page, 'OB-12'), /Tradotte tutte le schede\./)
    assert.match(await publicText(page, 'OB-13'), /I permessi sono arrivati\./)
  }))

test('the same without JavaScript', () =>
  asReferent({ javaScriptEnabled: false }, async (page) => {
    await go(page, list)
    await nothingNew(page, 'OB-13.5').click()
    await page.waitForURL(/esito=own\.nothing_new/)
    assert.match(await row(page, 'OB-13.5').innerText(), /Nessuna novità, registrata oggi/)

    await update(page, 'OB-13.5').click()
    await row(page, 'OB-13.5').getByLabel('Percento').fill('101')
    await row(page, 'OB-13.5').getByLabel('Che cosa è successo?').fill('Scelti gli arredi.')
    await row(page, 'OB-13.5').getByRole('button', { name: 'Salva l’aggiornamento' }).click()
    assert.match(await page.locator('#errori').innerText(), /va da 0 a 100/)
    await gotFocus(page, '#errori')
    assert.equal(await row(page, 'OB-13.5').getByLabel('Che cosa è successo?').inputValue(), 'Scelti gli arredi.')
    await row(page, 'OB-13.5').getByLabel('Percento').fill('5')
    await row(page, 'OB-13.5').getByRole('button', { name: 'Salva l’aggiornamento' }).click()
    await page.waitForURL(/esito=own\.updated/)
    assert.match(await row(page, 'OB-13.5').innerText(), /\b5\s%/)
    assert.match(await publicText(page, 'OB-13'), /Scelti gli arredi\./)
  }))

test('and by keyboard alone', () =>
  asReferent({}, async (page) => {
    await go(page, list)
    // reach tabs on until something has the focus.
    const reach = async (what, is) => {
      for (let i = 0; i < 200; i++) {
        await page.keyboard.press('Tab')
        if (await page.evaluate(is)) return
      }
      assert.fail(`${what} is not reached by Tab`)
    }
    await reach('the update of OB-12.5', () => document.activeElement?.matches('[id="OB-12.5"] a[data-open]'))
    await page.keyboard.press('Enter')
    await row(page, 'OB-12.5').locator('form.a-edit').waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'state')
    await reach('the note', () => document.activeElement?.matches('[id="OB-12.5"] textarea[name=note]'))
    await page.keyboard.type('Scelto il fornitore.')
    await reach('the button', () => document.activeElement?.matches('[id="OB-12.5"] button[type=submit]'))
    await page.keyboard.press('Enter')
    await row(page, 'OB-12.5').getByText('Registrato alle ore').waitFor()
    assert.equal(await focused(page), 'OB-12.5')

    await update(page, 'OB-12.5').press('Enter')
    await reach('the way out', () => document.activeElement?.matches('[id="OB-12.5"] a[data-close]'))
    await page.keyboard.press('Enter')
    await row(page, 'OB-12.5').locator('form.a-edit').waitFor({ state: 'detached' })
    assert.ok(await page.evaluate(() => document.activeElement?.matches('[id="OB-12.5"] a[data-open]')), 'the focus is back where it was')
  }))
