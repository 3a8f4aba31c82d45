// The Ufficio Europa's table in the browser: as quick as a spreadsheet, many rows at once, and nothing that was typed is
// lost: not by an error, not by somebody else, not by a session that ends. The same without a script.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import ts from 'typescript'

import { narrow, program, url, wide, withPage } from './harness.mjs'
import { gotFocus } from './people.mjs'
import { go, withStaff } from './staff.mjs'

const table = '/area/c_m403/traguardi'
const cell = (page, id, name) => page.locator(`[name="${id}:${name}"]`)
const row = (page, id) => page.locator(`#r-${id.replace('.', '-')}`)
const sub = (page, id) => page.locator(`#s-${id.replace('.', '-')}`)
const marked = (page, id, mark) => page.locator(`#r-${id.replace('.', '-')}.is-${mark}`).waitFor()
// said is what the bar says; it is written with the next picture.
const said = async (page) => {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  return page.locator('[data-said]').innerText()
}
const focused = (page) => page.evaluate(() => document.activeElement?.name ?? '')
const ready = (page) => page.waitForFunction(() => performance.getEntriesByName('traguardi-table').length > 0)

// registered is a milestone as the API tells it.
const registered = async (id) => (await fetch(url(`/api/v1/organizations/c_m403/milestones/${id}`))).json()

// elsewhere changes a milestone as somebody else, on a page of their own.
const elsewhere = (id, fields) =>
  withStaff('admin', {}, async (page) => {
    await go(page, `${table}?parole=${id}`)
    await ready(page)
    for (const [name, value] of Object.entries(fields)) await cell(page, id, name).fill(value)
    await page.keyboard.press('Control+s')
    await marked(page, id, 'saved')
  })

// paste puts a text where the focus is, as a spreadsheet hands it over.
const paste = (page, text) =>
  page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)

// other is a percentage that is not the one registered, below 100 and above 0.
const other = async (id, step = 1) => {
  const { percent } = await registered(id)
  return String(((percent + step) % 98) + 1)
}

test('rows are written, saved one by one, and what two people changed is asked about', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, table)
    await ready(page)
    const mine = await other('OB-01.4', 3)
    const theirs = await other('OB-01.4', 7)
    const before = (await registered('OB-01.4')).percent
    await cell(page, 'OB-01.4', 'percent').fill(mine)
    assert.match(await row(page, 'OB-01.4').innerText(), new RegExp(`era ${before}`))
    await cell(page, 'OB-02.3', 'due_on').fill('2027-02-15')
    await page.keyboard.press('Tab')
    await cell(page, 'OB-02.3', 'reason').waitFor()
    assert.match(await sub(page, 'OB-02.3').innerText(), /Prima scadenza .*lo scarto è di \+\d+ giorni/)
    await cell(page, 'OB-02.4', 'state').selectOption('done')
    await cell(page, 'OB-02.4', 'evidence.note').waitFor()
    assert.equal(await cell(page, 'OB-02.4', 'percent').inputValue(), '100', 'done is all of it')
    await cell(page, 'OB-11.3', 'note').fill('Provato con l’archivio vero.')
    assert.match(await said(page), /4 righe non salvate/)
    assert.equal(await page.locator('[data-save]').innerText(), 'Salva 4 righe')

    await elsewhere('OB-01.4', { percent: theirs, note: 'Contati i presenti.' })
    await page.locator('[data-save]').click()
    await marked(page, 'OB-01.4', 'conflict')
    await marked(page, 'OB-02.3', 'error')
    await marked(page, 'OB-02.4', 'error')
    await marked(page, 'OB-11.3', 'saved')
    assert.match(await said(page), /Salvata 1 riga alle .*2 da correggere. 1 conflitto da decidere/)
    assert.match(await sub(page, 'OB-01.4').innerText(), /registrato da Amministrazione/)
    assert.equal(await page.locator('#s-OB-01-4 input:checked').count(), 0, 'the program does not choose')
    assert.equal((await registered('OB-01.4')).percent, Number(theirs), 'nothing was overwritten')
    assert.equal(await cell(page, 'OB-02.3', 'due_on').inputValue(), '2027-02-15')

    await page.locator('[data-row="OB-01.4"]').click()
    assert.equal(await focused(page), 'OB-01.4:scelta.percent', 'the bar leads to the choice')
    await page.locator('#s-OB-01-4 input[value=mine]').check()
    await cell(page, 'OB-02.3', 'reason').fill('La commissione si riunisce dopo.')
    await cell(page, 'OB-02.4', 'evidence.note').fill('Verbale del Consiglio.')
    assert.equal(await page.locator('[data-save]').innerText(), 'Salva 3 righe')
    await page.keyboard.press('Control+s')
    for (const id of ['OB-01.4', 'OB-02.3', 'OB-02.4']) await marked(page, id, 'saved')
    assert.match(await said(page), /Salvate 3 righe alle/)
    assert.equal((await registered('OB-01.4')).percent, Number(mine))
    assert.equal((await registered('OB-02.3')).slippage_reason, 'La commissione si riunisce dopo.')
    assert.equal((await registered('OB-02.4')).state, 'done')

    await page.goto(url('/enti/c_m403/obiettivi/OB-02'))
    const text = await page.locator('main').innerText()
    assert.ok(text.includes('La commissione si riunisce dopo.') && text.includes('Verbale del Consiglio.'), 'the public page shows it')
  }))

test('the keys of a spreadsheet', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, `${table}?obiettivo=OB-05`)
    await ready(page)
    await cell(page, 'OB-05.4', 'percent').focus()
    await page.keyboard.press('Enter')
    assert.equal(await focused(page), 'OB-05.5:percent')
    await page.keyboard.press('Shift+Enter')
    assert.equal(await focused(page), 'OB-05.4:percent')
    const before = await cell(page, 'OB-05.4', 'percent').inputValue()
    await page.keyboard.type('77')
    await marked(page, 'OB-05.4', 'dirty')
    await page.keyboard.press('Escape')
    assert.equal(await cell(page, 'OB-05.4', 'percent').inputValue(), before)
    assert.equal(await page.locator('.m-row.is-dirty').count(), 0, 'the row is as it was')
    await page.keyboard.press('Alt+n')
    assert.equal(await focused(page), 'OB-05.4:note')
    await page.keyboard.type('Una nota. /')
    await cell(page, 'OB-05.7', 'percent').fill('5')
    await page.keyboard.press('Alt+m')
    assert.equal(await focused(page), 'OB-05.4:note', 'after the last change comes the first')
    await page.keyboard.press('Alt+m')
    // A planned milestone that begins is under way: the state follows, and is a change too.
    assert.equal(await focused(page), 'OB-05.7:state')
    await page.keyboard.press('Alt+m')
    assert.equal(await focused(page), 'OB-05.7:percent')
    await page.keyboard.press('Escape')
    assert.equal(await cell(page, 'OB-05.7', 'state').inputValue(), 'planned', 'what followed goes back too')
    await page.locator('h1').click()
    await page.keyboard.press('/')
    assert.equal(await focused(page), 'parole')
    await page.locator('h1').click()
    await page.keyboard.press('?')
    const keys = await page.locator('dialog[open]').innerText()
    for (const key of ['Invio', 'Esc', 'Ctrl S', 'Alt N', 'Alt M', '/']) assert.ok(keys.includes(key), `${key} is told`)
    await page.keyboard.press('Escape')
    page.on('dialog', (dialog) => dialog.accept())
    await page.locator('[data-undo]').click()
    assert.equal(await page.locator('.m-row.is-dirty').count(), 0)
    assert.match(await said(page), /Tutto com’era/)
  }))

test('cells of a spreadsheet are pasted from the one that has the focus', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, `${table}?obiettivo=OB-05`)
    await ready(page)
    await cell(page, 'OB-05.5', 'state').focus()
    await paste(page, 'in corso\t0,5\t31/01/2027\tPrima riga\r\nBLOCCATO\t0,25\t\t"su due\nrighe"\r\nforse\t0\t29.2.2027\t\r\n')
    assert.deepEqual(
      await Promise.all(['state', 'percent', 'due_on', 'note'].map((name) => cell(page, 'OB-05.5', name).inputValue())),
      ['in_progress', '50', '2027-01-31', 'Prima riga'],
    )
    assert.deepEqual(
      await Promise.all(['state', 'percent', 'due_on', 'note'].map((name) => cell(page, 'OB-05.6', name).inputValue())),
      ['blocked', '25', '', 'su due\nrighe'],
    )
    const text = await said(page)
    assert.match(text, /Incollate \d+ celle in 3 righe/)
    assert.match(text, /Non lette: OB-05.7 Stato, OB-05.7 Scadenza/)
    await cell(page, 'OB-05.8', 'percent').focus()
    await paste(page, '1\n2\n3\n')
    assert.match(await said(page), /2 tra righe e colonne non avevano posto/)
    page.on('dialog', (dialog) => dialog.accept())
    await page.locator('[data-undo]').click()
    assert.equal(await page.locator('.m-row.is-dirty').count(), 0)
  }))

test('nobody leaves with rows unsaved and does not know it', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, `${table}?obiettivo=OB-11`)
    await ready(page)
    const percent = await other('OB-11.4')
    await cell(page, 'OB-11.4', 'percent').fill(percent)
    await page.getByRole('link', { name: /^Scaduti/ }).click()
    const dialog = page.locator('dialog[open]')
    assert.match(await dialog.innerText(), /Una riga non è salvata/)
    await dialog.getByRole('button', { name: 'Resta qui' }).click()
    assert.equal(await cell(page, 'OB-11.4', 'percent').inputValue(), percent)

    const asked = new Promise((done) => page.once('dialog', async (one) => (done(one.type()), await one.dismiss())))
    await Promise.race([page.close({ runBeforeUnload: true }), new Promise((done) => setTimeout(done, 200))])
    assert.equal(await asked, 'beforeunload')

    await page.locator('form.m-filters select[name=stato]').selectOption('in-corso')
    await page.getByRole('button', { name: 'Filtra' }).click()
    await dialog.getByRole('button', { name: 'Salva e continua' }).click()
    await page.waitForURL(/stato=in-corso/)
    assert.equal((await registered('OB-11.4')).percent, Number(percent))
  }))

test('while the server is out of reach nothing is lost, and what was on its way is written once', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, `${table}?obiettivo=OB-01`)
    await ready(page)
    const percent = await other('OB-01.5')
    await cell(page, 'OB-01.5', 'percent').fill(percent)
    await cell(page, 'OB-01.5', 'note').fill('Una volta sola.')
    // The answer is lost on the way back: the write is there, and nobody here knows.
    await page.route('**/traguardi**', async (route) => {
      if (route.request().method() === 'POST') await route.fetch()
      await route.abort()
    })
    await page.keyboard.press('Control+s')
    await page.waitForFunction(() => document.querySelector('[data-said]').textContent.includes('non risponde'))
    await marked(page, 'OB-01.5', 'dirty')
    assert.equal(await cell(page, 'OB-01.5', 'note').inputValue(), 'Una volta sola.')
    await page.unroute('**/traguardi**')
    await page.keyboard.press('Control+s')
    await marked(page, 'OB-01.5', 'saved')
    const { items } = await (await fetch(url('/api/v1/organizations/c_m403/milestones/OB-01.5/updates'))).json()
    assert.equal(items.filter(({ note }) => note === 'Una volta sola.').length, 1)
  }))

test('a session that ends: sign in, and the rows are still there, not yet saved', () => {
  const [email, password] = ['prova.tabella@esempio.invalid', 'la strada verso il mare è lunga']
  program.command(['user', 'create', '--email', email, '--role', 'editor', '--organization', 'c_m403'], `${password}\n`)
  const signIn = async (page) => {
    await page.locator('[name=email]').fill(email)
    await page.locator('[name=password]').fill(password)
    await page.getByRole('button', { name: 'Entra', exact: true }).click()
  }
  return withPage({}, async (page, context) => {
    await page.goto(url('/area'))
    await signIn(page)
    await page.waitForURL(/\/traguardi/)
    await ready(page)
    const percent = await other('OB-05.4')
    await cell(page, 'OB-05.4', 'percent').fill(percent)
    await cell(page, 'OB-05.4', 'note').fill('Non va persa.')
    await context.clearCookies()
    await page.keyboard.press('Control+s')
    await page.locator('[name=password]').waitFor()
    await signIn(page)
    await marked(page, 'OB-05.4', 'dirty')
    assert.equal(await cell(page, 'OB-05.4', 'note').inputValue(), 'Non va persa.')
    assert.notEqual((await registered('OB-05.4')).percent, Number(percent), 'nothing was written')
    await ready(page)
    await page.keyboard.press('Control+s')
    await marked(page, 'OB-05.4', 'saved')
    assert.equal((await registered('OB-05.4')).percent, Number(percent))
  })
})

for (const viewport of [wide, narrow]) {
  test(`without a script, at ${viewport.width} px, the same form does it all`, () =>
    withStaff('editor', { javaScriptEnabled: false, viewport }, async (page) => {
      const [saved, clash, wrong] = viewport === wide ? ['OB-11.3', 'OB-11.4', 'OB-05.5'] : ['OB-01.4', 'OB-01.5', 'OB-05.8']
      await go(page, `${table}?aperti=si`)
      const [one, two] = [await other(saved, 11), await other(clash, 13)]
      await cell(page, saved, 'percent').fill(one)
      await cell(page, clash, 'percent').fill(two)
      await cell(page, wrong, 'percent').fill('molto')
      await elsewhere(clash, { percent: await other(clash, 17) })
      await cell(page, saved, 'percent').press('Enter') // Enter saves, as in any form
      const summary = page.locator('#errori')
      assert.match(await summary.innerText(), /1 riga salvata. 1 da correggere. 1 in conflitto./)
      await gotFocus(page, '#errori')
      await marked(page, saved, 'saved')
      await marked(page, clash, 'conflict')
      await marked(page, wrong, 'error')
      assert.equal(await cell(page, wrong, 'percent').inputValue(), 'molto')
      await summary.locator('a', { hasText: wrong }).click()
      assert.equal(await page.evaluate(() => location.hash), `#f-${wrong.replace('.', '-')}-percent`)
      await cell(page, wrong, 'percent').fill(String((await registered(wrong)).percent))
      await page.locator(`input[name="${clash}:scelta.percent"][value=mine]`).check()
      await page.getByRole('button', { name: 'Salva le modifiche' }).click()
      await page.waitForURL(/esito=/)
      await marked(page, clash, 'saved')
      assert.equal((await registered(saved)).percent, Number(one))
      assert.equal((await registered(clash)).percent, Number(two))
      // The title opens the row, and saves nothing.
      await row(page, saved).getByRole('button').click()
      await cell(page, saved, 'evidence.url').waitFor()
    }))
}

// Rows are grids on the screen, and a table for whoever has it read out.
test('the table stays a table for a screen reader', () =>
  withStaff('editor', {}, async (page, context) => {
    await go(page, `${table}?obiettivo=OB-02`)
    const session = await context.newCDPSession(page)
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size)
      const { nodes } = await session.send('Accessibility.getFullAXTree')
      const count = (role) => nodes.filter((node) => !node.ignored && node.role?.value === role).length
      const rows = await page.locator('.m-table > tbody > tr').count()
      assert.ok(count('row') >= rows, `${count('row')} rows are told of ${rows}`)
      assert.ok(count('cell') + count('gridcell') >= rows * 8, `${count('cell')} cells are told`)
    }
  }))

// What is read of a spreadsheet, case by case.
test('values of a spreadsheet are read sensibly', async () => {
  const source = readFileSync(new URL('../assets/ts/lib/table/read.ts', import.meta.url), 'utf8')
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
  const { parseBlock, readDay, readPercents, readState } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`)
  for (const [text, want] of [
    ['a\tb\nc\td\n', [['a', 'b'], ['c', 'd']]],
    ['a', [['a']]],
    ['a\r\n\r\nb\r\n', [['a'], [''], ['b']]],
    ['\t\n', [['', '']]],
    ['"due\nrighe"\t"con ""virgolette"""\tl"altro', [['due\nrighe', 'con "virgolette"', 'l"altro']]],
    [' 40 % \t x ', [['40 %', 'x']]],
  ]) {
    assert.deepEqual(parseBlock(text), want, JSON.stringify(text))
  }
  for (const [cells, want] of [
    [['40 %', '5%', '100 %'], ['40', '5', '100']],
    [['40', '0', '100'], ['40', '0', '100']],
    [['0,4', '0,75', '1', '0'], ['40', '75', '100', '0']],
    [['0.29', '0,07'], ['29', '7']],
    [['1', '0'], ['1', '0']], // no fraction among them: percentages
    [['0,5 %'], ['0,5']],
    [['0,4', '40'], ['0,4', '40']], // one of them is no share
    [['molto', '', '0,4'], ['molto', '', '40']],
    [['0,333'], ['33,3']],
    [['-0,1'], ['-0,1']],
  ]) {
    assert.deepEqual(readPercents(cells), want, cells.join(' '))
  }
  for (const [cell, want] of [
    ['31/12/2026', '2026-12-31'], ['1/2/2026', '2026-02-01'], ['01.02.26', '2026-02-01'], ['2026-03-16', '2026-03-16'], ['2026-03-16 00:00:00', '2026-03-16'],
    ['31/12/2026 0:00', '2026-12-31'], ['', ''], ['31/02/2026', undefined], ['domani', undefined], ['12/31/2026', undefined], ['32-1-2026', undefined],
  ]) {
    assert.equal(readDay(cell), want, cell)
  }
  const words = new Map([['planned', 'Pianificato'], ['in_progress', 'In corso'], ['blocked', 'Bloccato'], ['done', 'Fatto'], ['cancelled', 'Annullato']])
  for (const [cell, want] of [
    ['In corso', 'in_progress'], ['  IN  CORSO ', 'in_progress'], ['fatto', 'done'], ['in_progress', 'in_progress'], ['bloccáto', 'blocked'], ['forse', undefined], ['', undefined],
  ]) {
    assert.equal(readState(cell, words), want, cell)
  }
})
