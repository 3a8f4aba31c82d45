// The assessore's desk as somebody works at it: by keyboard, without scripts, on a phone, and the report on paper.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, url } from './harness.mjs'
import { go, withStaff } from './staff.mjs'

const desk = '/area/c_m403/verifica'
const report = '/area/c_m403/rapporto'

const place = (page) => page.locator('.a-detail .a-push').first().innerText()
const opened = (page) => page.locator('.a-detail h2').innerText()
const waiting = async (page) => Number(await page.locator('#coda-t .a-n').innerText())
// press waits for the page that a key leads to.
const press = (page, key) => Promise.all([page.waitForEvent('load'), page.keyboard.press(key)])

test('the queue is gone through and reviewed by keyboard', () =>
  withStaff('reviewer', {}, async (page, context) => {
    await go(page, desk)
    const all = await waiting(page)
    assert.ok(all >= 3, `only ${all} wait`)
    assert.equal(await place(page), `1 di ${all}`)
    await press(page, 'j')
    assert.equal(await place(page), `2 di ${all}`)
    await press(page, 'k')
    assert.equal(await place(page), `1 di ${all}`)

    // Within a field letters are letters.
    await page.keyboard.press('d')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-note')
    await page.keyboard.type('jkcdp?')
    assert.equal(await page.locator('#f-note').inputValue(), 'jkcdp?')
    assert.equal(await place(page), `1 di ${all}`)
    await page.locator('#f-note').fill('')
    await page.evaluate(() => document.activeElement.blur())

    // They can be turned off, and stay so (WCAG 2.1.4).
    await page.locator('[data-keys]').click()
    assert.deepEqual((await page.locator('dialog[open] dt').allInnerTexts()).sort(), ['?', 'C', 'D', 'J', 'K', 'P'])
    await page.locator('dialog[open] input').uncheck()
    await page.locator('dialog[open] button').click()
    await page.reload()
    const left = []
    page.on('request', (request) => request.isNavigationRequest() && left.push(request.url()))
    await page.keyboard.press('c')
    await page.keyboard.press('j')
    // What a key sets off is under way before the page is drawn twice more.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    assert.deepEqual(left, [])
    assert.equal(await place(page), `1 di ${all}`)
    await page.locator('[data-keys]').click()
    await page.locator('dialog[open] input').check()
    await page.locator('dialog[open] button').click()

    const evidence = page.locator('.a-detail a[data-evidence]').first()
    if (await evidence.count()) {
      const tab = context.waitForEvent('page')
      await page.keyboard.press('p')
      await (await tab).close()
    }

    const first = await opened(page)
    await press(page, 'c')
    assert.match(await page.locator('.a-notice[role=status]').innerText(), /Confermato/)
    assert.equal(await waiting(page), all - 1)
    await Promise.all([page.waitForEvent('load'), page.locator('.a-notice[role=status] a').click()])
    assert.equal(await opened(page), first)
    assert.match(await page.locator('.a-verdict').innerText(), /Cambia la verifica/)
  }))

test('without scripts a question is asked, the office has it, and a confirmation is public', () =>
  withStaff('reviewer', { javaScriptEnabled: false }, async (page) => {
    await go(page, desk)
    const code = await page.locator('.a-detail .a-pane-head strong').innerText()
    const objective = code.split('.')[0]
    await page.locator('button[value=questioned]').click()
    await page.waitForSelector('#errori')
    assert.match(await page.locator('#errori').innerText(), /scrivila/)
    await page.locator('#f-note').fill('Con quale atto?')
    await page.locator('button[value=questioned]').click()
    await page.waitForSelector('.a-notice[role=status]')
    assert.match(await page.locator('.a-notice[role=status]').innerText(), /Domanda fatta/)
    await page.locator('.a-notice[role=status] a').click()
    await page.waitForSelector('.a-verdict')
    assert.match(await page.locator('.a-verdict').innerText(), /Con quale atto\?/)
    await page.locator('button[value=confirmed]').click()
    await page.waitForSelector('.a-notice[role=status]')
    await page.goto(url(`/enti/c_m403/obiettivi/${objective}`))
    assert.match(await page.locator('main').innerText(), /verificato/i)
    assert.doesNotMatch(await page.locator('main').innerText(), /Con quale atto/)
  }))

test('on a phone the queue and an update are two pages', () =>
  withStaff('reviewer', { viewport: narrow }, async (page) => {
    await go(page, desk)
    assert.ok(await page.locator('.a-queue').isVisible())
    assert.ok(!(await page.locator('.a-detail').isVisible()))
    await Promise.all([page.waitForEvent('load'), page.locator('.a-queued').first().click()])
    assert.ok(await page.locator('.a-detail').isVisible())
    assert.ok(!(await page.locator('.a-queue').isVisible()))
    await Promise.all([page.waitForEvent('load'), page.locator('.a-back a').click()])
    assert.ok(await page.locator('.a-queue').isVisible())
  }))

for (const since of ['', '?da=inizio']) {
  test(`the report for the Giunta is one sheet of paper ${since}`, () =>
    withStaff('reviewer', {}, async (page) => {
      await go(page, report + since)
      const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
      assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g)?.length, 1)
    }))
}
