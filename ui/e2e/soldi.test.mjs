// A day of the Ufficio Europa with money and indicators: what is added and measured is public at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, url, withPage } from './harness.mjs'
import { go, withStaff } from './staff.mjs'
import { overflowing } from './visit.mjs'

const section = (path, id) =>
  withPage({}, async (page) => {
    await page.goto(url(path))
    return (await page.locator(`#${id}`).innerText()).replaceAll('\u00a0', ' ')
  })

test('a funding is added, paid, and told by the public page', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, '/area/c_m403/finanziamenti')
    await page.getByRole('link', { name: 'Nuovo finanziamento' }).click()
    await page.getByLabel('Obiettivo').selectOption('OB-13')
    await page.getByLabel('Misura').fill('7.1 Programma di prova')
    await page.getByLabel('Importo in euro').fill('34.599,5')
    await page.getByLabel('CUP').fill('g31f2200013006')
    await page.getByRole('button', { name: 'Aggiungi il finanziamento' }).click()
    assert.match(await page.locator('#f-cup-e').innerText(), /undici cifre/)
    assert.equal(await page.getByLabel('Importo in euro').inputValue(), '34.599,5', 'what was typed is still there')
    await page.getByLabel('CUP').fill(' g31f22000130006 ')
    await page.getByRole('button', { name: 'Aggiungi il finanziamento' }).dblclick()
    await page.waitForURL(/esito=saved/)
    assert.equal(await page.getByRole('link', { name: '7.1 Programma di prova' }).count(), 2, 'one row, one sum: a double click wrote once')
    const added = await section('/enti/c_m403/obiettivi/OB-13', 'soldi')
    assert.match(added, /G31F22000130006/)
    assert.match(added, /34\.599,50 €/)
    assert.match(added, /Pagato: non ancora/)
    assert.doesNotMatch(added, /Dato vero/)

    await page.getByRole('link', { name: '7.1 Programma di prova' }).first().click()
    await page.getByLabel('Stato').selectOption('paid')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.waitForURL(/esito=saved/)
    assert.match(await section('/enti/c_m403', 'soldi'), /7\.1 Programma di prova\s+un finanziamento: OB-13\s+–\s+34\.599,50 €/)

    await page.setViewportSize(narrow)
    assert.deepEqual(await overflowing(page), [])
  }))

test('a measurement is recorded, and the public line ends with it', () =>
  withStaff('editor', {}, async (page) => {
    const before = await section('/enti/c_m403/obiettivi/OB-05', 'indicatori')
    assert.match(before, /5,5 giorni/)
    await go(page, '/area/c_m403/indicatori')
    await page.getByRole('link', { name: /^Aggiungi una misura ?: Giorni per avere un certificato/ }).click()
    await page.getByLabel('Valore (giorni)').fill('4,25')
    await page.getByLabel('Nota').fill('Con il nuovo sportello.')
    await page.getByRole('button', { name: 'Registra la misura' }).click()
    await page.waitForURL(/esito=measured/)
    const after = await section('/enti/c_m403/obiettivi/OB-05', 'indicatori')
    assert.match(after, /4,25 giorni/)
    assert.match(after, /tutte le 4 misure/)

    await page.getByRole('link', { name: /^Togli ?: / }).first().click()
    await page.getByRole('button', { name: 'Togli la misura' }).click()
    await page.waitForURL(/esito=removed/)
    assert.match(await section('/enti/c_m403/obiettivi/OB-05', 'indicatori'), /tutte le 3 misure/)
  }))
