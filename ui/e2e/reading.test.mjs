// What readers do with the pages, without JavaScript: filter, look at another day, change language.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { pastDay } from './crawl.mjs'
import { url, wide, withPage } from './harness.mjs'

const withoutScripts = { javaScriptEnabled: false }
const list = '/enti/c_m403/obiettivi'

// Two days on, since in Rome it may be tomorrow already.
const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)

const rows = (page) => page.locator('main table tbody tr').count()
const told = async (page) => Number((await page.locator('main [role=status]').innerText()).match(/\d+/)?.[0])
const chosen = (page) => page.locator('.t-chosen li a:not(.t-chosen__all)')
const submit = (page) => page.locator('.t-filters button[type=submit]').click()

describe('filters without JavaScript', () => {
  test('a filter narrows the list, is shown, and can be taken away', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url(list))
      const all = await rows(page)
      assert.ok(all > 3, `${all} objectives are too few to filter`)
      assert.equal(await told(page), all, 'the number told is the number of rows')
      assert.equal(await chosen(page).count(), 0)

      await page.selectOption('#orizzonte', 'breve')
      await submit(page)
      const short = await rows(page)
      assert.ok(short > 0 && short < all, `${short} of ${all} objectives are of the short term`)
      assert.equal(await told(page), short)
      assert.equal(new URL(page.url()).searchParams.get('orizzonte'), 'breve')
      assert.equal(await page.inputValue('#orizzonte'), 'breve', 'the form keeps what was chosen')
      assert.deepEqual(await chosen(page).count(), 1)
      assert.match((await chosen(page).innerText()).toLowerCase(), /breve/)

      await chosen(page).click()
      assert.equal(await rows(page), all)
      assert.equal(await page.inputValue('#orizzonte'), '')
    }))

  test('filters are combined, and all of them taken away at once', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url(list))
      const all = await rows(page)
      await page.selectOption('#orizzonte', 'medio')
      await submit(page)
      const medium = await rows(page)
      await page.selectOption('#salute', 'in-ritardo')
      await submit(page)
      const lateMedium = await rows(page)
      assert.ok(lateMedium < medium, `${lateMedium} of ${medium}`)
      assert.equal(await chosen(page).count(), 2)
      await page.locator('.t-chosen__all').click()
      assert.equal(await rows(page), all)
      assert.equal(await chosen(page).count(), 0)
    }))

  test('words are looked for whatever their case and accents', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url(list))
      const title = await page.locator('main table tbody th a').first().innerText()
      const word = title.split(/\s+/).sort((a, b) => b.length - a.length)[0]
      await page.fill('#parole', word.toUpperCase())
      await submit(page)
      assert.ok((await page.locator('main table tbody th a').allInnerTexts()).includes(title), `"${word}" does not find "${title}"`)
      assert.equal(await chosen(page).count(), 1)
    }))

  test('what matches nothing says so, and how to go on', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url(list))
      const all = await rows(page)
      await page.fill('#parole', '<b>niente di simile</b>')
      await submit(page)
      assert.equal(await rows(page), 0)
      assert.equal(await page.inputValue('#parole'), '<b>niente di simile</b>')
      assert.equal(await page.locator('main b').count(), 0, 'words are text')
      await page.locator('.t-empty a').click()
      assert.equal(await rows(page), all)
    }))

  test('a value that no filter has filters nothing and is no error', () =>
    withPage(withoutScripts, async (page) => {
      const response = await page.goto(url(`${list}?orizzonte=eterno&salute=ottima&pagina=-3`))
      assert.equal(response.status(), 200)
      assert.equal(await chosen(page).count(), 0)
    }))

  test('the filters of the first page lead to the list', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url('/'))
      await page.selectOption('#obiettivi #orizzonte', 'lungo')
      await page.locator('#obiettivi button[type=submit]').click()
      assert.equal(new URL(page.url()).pathname, list)
      assert.equal(await page.inputValue('#orizzonte'), 'lungo')
      assert.ok((await rows(page)) > 0)
    }))

  test('the counts of a horizon lead to as many objectives', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url('/'))
      const links = page.locator('.t-hz .t-counts a')
      const counts = await links.evaluateAll((all) => all.map((a) => ({ href: a.href, n: Number(a.parentElement.querySelector(':scope > span:last-child').textContent) })))
      assert.ok(counts.length > 2, 'the horizons link their objectives by health')
      for (const { href, n } of counts) {
        await page.goto(href)
        assert.equal(await rows(page), n, href)
      }
    }))
})

describe('another day', () => {
  test('the form at the end of a page shows the page of that day, with a band', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url('/enti/c_m403/obiettivi/OB-01'))
      assert.equal(await page.locator('.t-band--past').count(), 0)
      await page.fill('#al', pastDay)
      await page.locator('.t-asof button').click()
      assert.equal(new URL(page.url()).pathname, '/enti/c_m403/obiettivi/OB-01', 'it stays on the page')
      assert.equal(new URL(page.url()).searchParams.get('al'), pastDay)
      const day = new Date(pastDay).toLocaleDateString('it-IT', { day: 'numeric', month: 'long', year: 'numeric' })
      for (const part of ['.t-band--past', '.t-top']) {
        const text = (await page.locator(part).innerText()).replace(/\s/g, ' ')
        assert.ok(text.includes(day), `${part} says ${day}: ${text}`)
      }

      // Wherever the reader goes, it is still that day.
      for (const link of await page.locator('header .nav-link, .t-crumbs a').evaluateAll((all) => all.map((a) => a.href))) {
        if (new URL(link).pathname.startsWith('/enti/')) assert.equal(new URL(link).searchParams.get('al'), pastDay, link)
      }
      await page.locator('.t-band--past a').click()
      assert.equal(new URL(page.url()).searchParams.get('al'), null)
      assert.equal(await page.locator('.t-band--past').count(), 0)
    }))

  test('filters keep the day, and the day keeps the filters', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url(`${list}?orizzonte=medio`))
      await page.fill('#al', pastDay)
      await page.locator('.t-asof button').click()
      assert.equal(await page.inputValue('#orizzonte'), 'medio')
      await page.selectOption('#salute', 'in-linea')
      await submit(page)
      const address = new URL(page.url())
      assert.deepEqual([address.searchParams.get('orizzonte'), address.searchParams.get('salute'), address.searchParams.get('al')], ['medio', 'in-linea', pastDay])
      assert.equal(await page.locator('.t-band--past').count(), 1)
    }))

  test('the figures of a past day are others than those of today', () =>
    withPage(withoutScripts, async (page) => {
      await page.goto(url('/'))
      const now = await page.locator('.t-lead').innerText()
      await page.goto(url(`/?al=${pastDay}`))
      assert.notEqual(await page.locator('.t-lead').innerText(), now)
    }))

  for (const [name, day, status] of [
    ['to come', tomorrow, 422],
    ['that the calendar does not have', '2026-02-30', 400],
    ['that is no day', 'ieri', 400],
  ]) {
    test(`a day ${name} is answered ${status} with the form to correct it`, () =>
      withPage(withoutScripts, async (page) => {
        const response = await page.goto(url(`/enti/c_m403?al=${day}`))
        assert.equal(response.status(), status)
        assert.equal(await page.locator('#al').getAttribute('aria-invalid'), 'true')
        await page.fill('#al', pastDay)
        await page.locator('.t-asof button').click()
        assert.equal(await page.locator('.t-band--past').count(), 1)
      }))
  }

  test('a day before the plan began is a page, not an error', () =>
    withPage(withoutScripts, async (page) => {
      for (const path of ['/', list, '/enti/c_m403/uffici', '/enti/c_m403/riunioni']) {
        const response = await page.goto(url(`${path}?al=1990-01-01`))
        assert.equal(response.status(), 200, path)
        assert.equal(await page.locator('.t-band--past').count(), 1, path)
      }
    }))
})

test('the other language keeps the page, the day and the filters, and says so in lang', () =>
  withPage(withoutScripts, async (page) => {
    await page.goto(url(`${list}?orizzonte=medio&al=${pastDay}`))
    await page.locator('.t-lang a').click()
    const address = new URL(page.url())
    assert.equal(address.pathname, list)
    assert.deepEqual([address.searchParams.get('orizzonte'), address.searchParams.get('al'), address.searchParams.get('lang')], ['medio', pastDay, 'en'])
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    // What the ente wrote stays Italian, and is marked so for screen readers.
    assert.equal(await page.locator('main table tbody th a').first().getAttribute('lang'), 'it')
    await page.locator('.t-lang a').click()
    assert.equal(await page.getAttribute('html', 'lang'), 'it')
    assert.equal(new URL(page.url()).searchParams.get('lang'), null)
  }))

test('the pages need no script at all: with and without, they are the same', () =>
  withPage({}, async (page) => {
    for (const path of ['/', '/enti/c_m403/obiettivi/OB-01', '/enti/c_m403/riunioni']) {
      await page.goto(url(path))
      assert.equal(await page.locator('script').count(), 0, path)
    }
  }))

// What is left of the width of an A4 sheet, and a browser that lays out as on the screen.
for (const size of [{ width: 718, height: 1000 }, wide]) {
  test(`printed (${size.width} px): the content and its graphics, without what is only for the screen`, () =>
    withPage({ viewport: size }, async (page) => {
      for (const path of ['/', '/enti/c_m403/obiettivi/OB-01', '/enti/c_m403/uffici']) {
        await page.goto(url(path))
        await page.emulateMedia({ media: 'print' })
        for (const hidden of ['.it-header-wrapper', '.it-footer', '.skiplinks', '#giorno', '.t-date a', '.t-filters']) {
          for (const part of await page.locator(hidden).all()) assert.equal(await part.isVisible(), false, `${path} prints ${hidden}`)
        }
        assert.ok(await page.locator('h1').isVisible(), `${path} prints its heading`)
        assert.ok(await page.locator('.t-only-print').first().isVisible(), `${path} prints where it is from`)
        const box = await page.locator('main svg[role=img]').first().boundingBox()
        assert.ok(box?.width > 100 && box.height > 10, `${path} prints its bar: ${JSON.stringify(box)}`)
        await page.emulateMedia({ media: 'screen' })
      }
    }))
}
