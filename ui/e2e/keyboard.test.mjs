// Everything is reached and worked with the keyboard alone, and what has the focus is seen to have it.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, none, url, withPage } from './harness.mjs'

// focused is what has the focus, in words that tell it in a message.
const focused = (page) =>
  page.evaluate(() => {
    const node = document.activeElement
    const again = node === globalThis.lastFocused
    globalThis.lastFocused = node
    const style = getComputedStyle(node)
    const box = node.getBoundingClientRect()
    return {
      tag: node.tagName.toLowerCase(),
      // The parts of a date field are stops of their own inside one element.
      again,
      id: node.id,
      text: (node.innerText ?? '').replace(/\s+/g, ' ').trim().slice(0, 60),
      href: node.getAttribute('href'),
      body: node === document.body,
      marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
      seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    }
  })

// tabTo presses Tab until the focus is where it is wanted.
async function tabTo(page, wanted, what) {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    if (wanted(now)) return now
    if (now.body) break
  }
  assert.fail(`Tab does not reach ${what}`)
}

for (const path of ['/', '/enti/c_m403/obiettivi/OB-01', '/metodo', '/questa-pagina-no']) {
  test(`the first Tab in ${path} reaches the skip link, which works`, () =>
    withPage({}, async (page) => {
      await page.goto(url(path))
      await page.keyboard.press('Tab')
      const first = await focused(page)
      assert.equal(first.href, '#contenuto')
      assert.ok(first.seen && first.marked, 'the skip link is seen when it has the focus')
      await page.keyboard.press('Enter')
      assert.equal((await focused(page)).id, 'contenuto')
      await page.keyboard.press('Tab')
      assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'the next Tab goes on in the content')
    }))
}

test('Tab goes through a whole page, every stop is seen and marked, none holds it', () =>
  // Without motion, or the page would still be on its way to the focus.
  withPage({ reducedMotion: 'reduce' }, async (page) => {
    const findings = []
    for (const path of ['/enti/c_m403/obiettivi', '/enti/c_m403/obiettivi/OB-01', '/enti/c_m403/riunioni']) {
      await page.goto(url(path))
      const expected = await page.locator('a[href]:visible, button:visible, input:visible, select:visible, summary:visible').count()
      let stops = 0
      for (; stops < 400; stops++) {
        await page.keyboard.press('Tab')
        const now = await focused(page)
        if (now.body) break
        if (now.again) continue
        if (!now.seen) findings.push(`${path} stop ${stops + 1}: ${now.tag} "${now.text}" is not seen`)
        if (!now.marked) findings.push(`${path} stop ${stops + 1}: ${now.tag} "${now.text}" is not marked`)
      }
      assert.ok(stops >= expected && stops < 400, `${path}: ${stops} stops for ${expected} things to work`)
    }
    none(findings, 'stops')
  }))

test('on a phone the menu opens with Enter, leads on, and closes', () =>
  withPage({ viewport: narrow }, async (page) => {
    await page.goto(url('/'))
    const item = page.locator('.t-menu a', { hasText: 'Uffici' })
    assert.equal(await item.isVisible(), false)
    await tabTo(page, ({ tag }) => tag === 'summary', 'the menu')
    await page.keyboard.press('Enter')
    assert.ok(await item.isVisible(), 'the menu is open')
    await page.keyboard.press('Enter')
    assert.equal(await item.isVisible(), false, 'the menu is closed again')
    await page.keyboard.press('Space')
    await tabTo(page, ({ text }) => text === 'Uffici', 'the item of the menu')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/enti/c_m403/uffici')
  }))

test('the filters work from the keyboard', () =>
  withPage({}, async (page) => {
    await page.goto(url('/enti/c_m403/obiettivi'))
    const all = await page.locator('main table tbody tr').count()
    await tabTo(page, ({ id }) => id === 'parole', 'the field for words')
    await page.keyboard.type('servizi')
    await page.keyboard.press('Tab')
    assert.equal((await focused(page)).id, 'orizzonte')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await tabTo(page, ({ tag }) => tag === 'button', 'the button')
    await page.keyboard.press('Enter')
    await page.waitForURL((address) => address.searchParams.get('parole') === 'servizi' && address.searchParams.get('orizzonte') === 'breve')
    assert.ok((await page.locator('main table tbody tr').count()) < all)
    await tabTo(page, ({ tag, text }) => tag === 'a' && /breve/i.test(text), 'the filter that was chosen')
    await page.keyboard.press('Enter')
    await page.waitForURL((address) => !address.searchParams.has('orizzonte'))
    // Enter in a field sends the form.
    await tabTo(page, ({ id }) => id === 'parole', 'the field for words')
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Enter')
    await page.waitForURL((address) => !address.searchParams.get('parole'))
    assert.equal(await page.locator('main table tbody tr').count(), all)
  }))
