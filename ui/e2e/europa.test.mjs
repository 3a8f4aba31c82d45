// The day of the Ufficio Europa, as one thread: a new objective from the draft to the public page, its milestones in the
// table, a meeting that decides; with a script, without, and by keyboard alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { url, wide, withPage } from './harness.mjs'
import { gotFocus, person, press, reach, refused, type, withPerson } from './people.mjs'

const ente = '/enti/c_m403'
const cell = (page, id, name) => page.locator(`[name="${id}:${name}"]`)
const row = (page, id) => page.locator(`#r-${id.replace('.', '-')}`)
const button = (page, name) => page.getByRole('button', { name, exact: true })
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date())
const nextYear = Number(today.slice(0, 4)) + 1

// Anybody, without a session.
const anybody = (path, look) =>
  withPage({}, async (page) => {
    const response = await page.goto(url(path))
    await look(page, response.status(), (await page.locator('main').innerText()).replace(/\u00a0/g, ' '))
  })

async function write(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name="${name}"]`)
    if ((await field.evaluate((node) => node.tagName)) === 'SELECT') await field.selectOption(value)
    else await field.fill(value)
  }
}

for (const { how, options, code, title } of [
  { how: 'with a script', options: { viewport: wide }, code: 'OB-31', title: 'Biblioteca digitale dei quartieri' },
  { how: 'without a script', options: { viewport: wide, javaScriptEnabled: false }, code: 'OB-32', title: 'Mercati rionali in mappa' },
]) {
  const scripted = options.javaScriptEnabled !== false
  const [first, second, third] = [1, 2, 3].map((n) => `${code}.${n}`)
  const link = `https://www.comune.example.it/albo/${code.toLowerCase()}`

  test(`a day of the Ufficio Europa: ${how}`, async (t) => {
    const editor = person(`europa.${code.toLowerCase()}`, 'editor')
    let meeting = ''
    await withPerson(editor, options, async (page) => {
      await t.test('an objective begins as a draft, which nobody else sees', async () => {
        await page.getByRole('link', { name: 'Obiettivi', exact: true }).first().click()
        await page.getByRole('link', { name: 'Nuovo obiettivo' }).click()
        await write(page, { code, title, horizon: 'short', lead_office: 'ufficio-europa', state: 'draft', weight: 'tanto', due_on: `${nextYear}-12-31` })
        await button(page, 'Aggiungi l’obiettivo').click()
        await refused(page, /Peso/)
        assert.equal(await page.locator('[name=title]').inputValue(), title, 'the form comes back filled')
        await write(page, { weight: '1' })
        // Twice, as an impatient hand does: one objective.
        await button(page, 'Aggiungi l’obiettivo').dblclick()
        await page.waitForURL(new RegExp(`/obiettivi/${code}`))
        for (const [n, text] of ['Accordo con le scuole', 'Lettori acquistati', 'Primo quartiere aperto'].entries()) {
          await page.getByRole('link', { name: 'Nuovo traguardo' }).click()
          await write(page, { title: text, office: 'ufficio-europa', due_on: `${nextYear}-0${n + 3}-28` })
          await button(page, 'Aggiungi il traguardo').click()
          await page.getByText(`${code}.${n + 1} ${text}`).waitFor()
        }
        await anybody(`${ente}/obiettivi/${code}`, (_, status) => assert.equal(status, 404))
      })

      await t.test('made active it is public, and its dates are the promised ones', async () => {
        await page.getByRole('link', { name: 'Modifica', exact: true }).click()
        await write(page, { state: 'active' })
        await button(page, 'Salva').click()
        await refused(page, /diventa pubblico/)
        await page.locator('#f-conferma-active').check()
        await button(page, 'Salva').click()
        await page.getByRole('link', { name: 'Pagina pubblica' }).first().click()
        assert.equal(new URL(page.url()).pathname, `${ente}/obiettivi/${code}`)
        await anybody(`${ente}/obiettivi/${code}`, (_, status, text) => {
          assert.equal(status, 200)
          for (const want of [title, 'Accordo con le scuole', `28 marzo ${nextYear}`]) assert.ok(text.includes(want), `it says ${want}\n${text}`)
        })
      })

      await t.test('many rows of the table are saved at once, each with what it needs', async () => {
        await page.goto(url('/area/c_m403/traguardi'))
        await page.locator('.m-filters [name=obiettivo]').selectOption(code)
        await page.locator('.m-filters button[type=submit]').click()
        await page.waitForURL((address) => address.searchParams.get('obiettivo') === code)
        if (scripted) await page.waitForFunction(() => performance.getEntriesByName('traguardi-table').length > 0)
        assert.equal(await page.locator('.m-row').count(), 3)
        await cell(page, first, 'state').selectOption('done')
        await cell(page, first, 'percent').fill('100')
        await cell(page, first, 'note').fill('Firmato da otto scuole.')
        await cell(page, second, 'state').selectOption('in_progress')
        await cell(page, second, 'percent').fill('40')
        await cell(page, third, 'due_on').fill(`${nextYear}-07-15`)
        await button(page, scripted ? 'Salva 3 righe' : 'Salva le modifiche').click()
        // Done needs evidence, a date moved a reason: the row in order is saved meanwhile.
        await row(page, second).and(page.locator('.is-saved')).waitFor()
        for (const id of [first, third]) await row(page, id).and(page.locator('.is-error')).waitFor()
        assert.equal(await cell(page, first, 'note').inputValue(), 'Firmato da otto scuole.')
        await cell(page, first, 'evidence.url').fill(link)
        await cell(page, third, 'reason').fill('I lavori nella sala finiscono a giugno.')
        await button(page, scripted ? 'Salva 2 righe' : 'Salva le modifiche').click()
        for (const id of [first, third]) await row(page, id).and(page.locator('.is-saved')).waitFor()
        await anybody(`${ente}/obiettivi/${code}`, async (other, _, text) => {
          for (const want of ['Firmato da otto scuole.', '40 %', `15 luglio ${nextYear}`, 'I lavori nella sala finiscono a giugno.']) {
            assert.ok(text.includes(want), `it says ${want}\n${text}`)
          }
          assert.equal(await other.locator(`main a[href="${link}"]`).count(), 1, 'the evidence is linked')
        })
      })

      await t.test('a meeting decides, somebody has to do it, and once the minutes are approved everybody reads it', async () => {
        await page.getByRole('link', { name: 'Riunioni', exact: true }).first().click()
        await page.getByRole('link', { name: 'Nuova riunione' }).click()
        await write(page, { title: `Tavolo su ${title}`, held_on: today, starts_at: '09:30', agenda: 'Stato dei lavori' })
        await page.locator('[name=offices][value=ufficio-europa]').check()
        await page.locator('[name=published]').check()
        await button(page, 'Programma la riunione').click()
        await page.locator('form[data-meeting]').waitFor()
        meeting = new URL(page.url()).pathname
        await page.locator('#f-kind').selectOption('decisione')
        await page.locator('#f-text').fill('Si apre anche il sabato mattina')
        await page.locator('button[value=aggiungi].btn').click()
        await page.locator('.a-entry--decision', { hasText: 'Si apre anche il sabato' }).waitFor()
        await page.locator('#f-kind').selectOption('azione')
        await page.locator('#f-text').fill('Turni del sabato con la cooperativa')
        await page.locator('#f-office').selectOption('ufficio-europa')
        await page.locator('#f-due_on').fill(`${nextYear}-02-10`)
        await page.locator('#f-notes').fill('La cooperativa ha detto di sì.')
        await page.locator('button[value=aggiungi].btn').click()
        await page.locator('.a-entry:not(.a-entry--decision)', { hasText: 'Turni del sabato' }).waitFor()
        await page.locator('button[value=chiudi]').click()
        await page.locator('#f-minutes').waitFor()
        await anybody(meeting.replace('/area/', '/enti/'), (_, __, text) => assert.ok(!text.includes('ha detto di sì'), 'minutes are not public before that'))
        await button(page, 'Approva: diventa pubblico').click()
        await page.getByText('Verbale approvato.').waitFor()
        await anybody(meeting.replace('/area/', '/enti/'), (_, __, text) => {
          for (const want of ['La cooperativa ha detto di sì.', 'Si apre anche il sabato mattina', 'Turni del sabato con la cooperativa', `10 febbraio ${nextYear}`]) assert.ok(text.includes(want), `it says ${want}\n${text}`)
        })
      })
    })
  })
}

test('the same thread by keyboard alone', async () => {
  const editor = person('europa.tastiera', 'editor')
  const code = 'OB-33'
  await withPage({ viewport: wide }, async (page) => {
    const field = (name) => page.locator(`main [name="${name}"]`)
    await page.goto(url('/area'))
    await gotFocus(page, 'main [name=email]')
    await page.keyboard.type(editor.email)
    await type(page, field('password'), 'la strada verso il mare è lunga')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/traguardi/)
    await press(page, page.locator('.a-nav').getByRole('link', { name: 'Obiettivi' }))
    await page.waitForURL(/\/obiettivi/)
    await press(page, page.getByRole('link', { name: 'Nuovo obiettivo' }))
    await page.waitForURL(/\/nuovo/)
    await type(page, field('code'), code)
    await type(page, field('title'), 'Orti urbani')
    await reach(page, field('horizon'))
    await page.keyboard.type('Breve')
    await reach(page, field('state'))
    await page.keyboard.type('Bozza')
    await press(page, button(page, 'Aggiungi l’obiettivo'))
    await page.waitForURL(new RegExp(`/obiettivi/${code}`))
    await press(page, page.getByRole('link', { name: 'Nuovo traguardo' }))
    await page.waitForURL(/\/traguardi\/nuovo/)
    await type(page, field('title'), 'Bando per gli orti')
    await reach(page, field('office'))
    await page.keyboard.type('Ufficio Europa')
    await press(page, button(page, 'Aggiungi il traguardo'))
    await page.getByText(`${code}.1 Bando per gli orti`).waitFor()
    await press(page, page.getByRole('link', { name: 'Modifica', exact: true }))
    await page.waitForURL(/\/modifica/)
    await reach(page, field('state'))
    await page.keyboard.type('Attivo')
    await press(page, button(page, 'Salva'))
    await page.locator('#f-conferma-active').waitFor()
    await reach(page, page.locator('#f-conferma-active'))
    await page.keyboard.press('Space')
    await press(page, button(page, 'Salva'))
    await page.getByRole('link', { name: 'Pagina pubblica' }).first().waitFor()
    await press(page, page.locator('.a-nav').getByRole('link', { name: 'Traguardi', exact: true }))
    await page.waitForURL(/\/traguardi/)
    await page.waitForFunction(() => performance.getEntriesByName('traguardi-table').length > 0)
    await type(page, page.locator('.m-filters [name=parole]'), 'orti urbani bando')
    await page.keyboard.press('Enter')
    await page.waitForURL(/parole=/)
    await page.waitForFunction(() => performance.getEntriesByName('traguardi-table').length > 0)
    await type(page, cell(page, `${code}.1`, 'percent'), '25')
    await type(page, cell(page, `${code}.1`, 'note'), 'Bando scritto.')
    await page.keyboard.press('ControlOrMeta+s')
    await row(page, `${code}.1`).and(page.locator('.is-saved')).waitFor()
    await anybody(`${ente}/obiettivi/${code}`, (_, __, text) => {
      for (const want of ['Orti urbani', 'Bando per gli orti', '25', 'Bando scritto.']) assert.ok(text.includes(want), `it says ${want}`)
    })
  })
})
