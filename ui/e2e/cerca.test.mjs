// Somebody looks for something: by keyboard alone, without JavaScript, on a phone and at a desk.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, none, url, wide, withPage } from './harness.mjs'
import { focused, reach } from './people.mjs'
import { go, withStaff } from './staff.mjs'
import { axeSource, overflowing, violations } from './visit.mjs'

const marks = (page) => page.locator('main mark').allInnerTexts()

// sound fails where a page is wider than the screen or has an axe violation.
async function sound(page, what) {
  none(await overflowing(page), `${what}: what is wider than the screen`)
  await page.evaluate(axeSource)
  none(await violations(page), `${what}: violations`)
}

for (const [name, viewport] of Object.entries({ narrow, wide })) {
  test(`the search is reached, typed into and followed with the keyboard alone (${name})`, () =>
    withPage({ viewport, reducedMotion: 'reduce' }, async (page) => {
      await page.goto(url('/enti/c_m403/uffici'))
      await reach(page, page.getByRole('link', { name: 'Cerca', exact: true }))
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/cerca$/)
      await sound(page, 'the empty search')

      await reach(page, page.getByLabel('Che cosa cerchi?'))
      await page.keyboard.type('REGOLAMENTI')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=REGOLAMENTI/)
      assert.match(await page.locator('main [role=status]').innerText(), /risultat[oi] per «REGOLAMENTI»/)
      assert.ok((await marks(page)).some((word) => /^regolamento$/i.test(word)), `the singular is found: ${await marks(page)}`)
      assert.equal(await page.getByLabel('Che cosa cerchi?').inputValue(), 'REGOLAMENTI')
      await sound(page, 'what was found')

      const first = page.locator('.t-found a.t-title').first()
      await reach(page, first)
      assert.ok(await focused(page, first))
      const to = await first.getAttribute('href')
      await page.keyboard.press('Enter')
      await page.waitForURL((address) => address.pathname === to.split('#')[0])
      await page.goBack()
      assert.equal(await page.getByLabel('Che cosa cerchi?').inputValue(), 'REGOLAMENTI', 'back is safe')
    }))
}

test('accents, apostrophes and codes are forgiven; one kind can be chosen; what is not there gets advice', () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    const search = async (words) => {
      await page.goto(url('/enti/c_m403/cerca'))
      await page.getByLabel('Che cosa cerchi?').fill(words)
      await page.locator('main').getByRole('button', { name: 'Cerca' }).click()
    }
    await search('identita dell’elettronica')
    assert.match((await marks(page)).join(' '), /identità/)
    await search('ob-05.1')
    assert.equal(await page.locator('#traguardi .t-found li').count(), 1)
    await search('servizi')
    await page.getByRole('navigation', { name: 'Che cosa mostrare' }).getByRole('link', { name: /^Riunioni e verbali/ }).click()
    assert.equal(new URL(page.url()).searchParams.get('tipo'), 'riunioni')
    assert.equal(await page.locator('main h2').first().innerText(), 'Riunioni e verbali')
    await search('xyzzy')
    assert.match(await page.locator('.t-empty').innerText(), /Prova con meno parole/)
  }))

test('the staff searches from the header of its pages', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, '/area/c_m403/riunioni')
    await page.getByRole('banner').getByRole('link', { name: 'Cerca' }).click()
    await page.getByLabel('Che cosa cerchi?').fill('servizi')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=servizi/)
    assert.ok((await marks(page)).length > 3)
    await sound(page, 'what the staff found')
    await page.setViewportSize(narrow)
    await sound(page, 'what the staff found, on a phone')
  }))
