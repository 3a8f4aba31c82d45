// The order of the plan in the browser: by dragging with a mouse and with a finger, by keyboard, and without a script; what
// is chosen there is what the public sees. And an objective that two people change at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, none, url, wide, withPage } from './harness.mjs'
import { gotFocus } from './people.mjs'
import { go, withStaff } from './staff.mjs'
import { axeSource, overflowing, violations } from './visit.mjs'

const list = '/area/c_m403/obiettivi'
const api = async (path) => (await fetch(url(`/api/v1/organizations/c_m403${path}`))).json()
const listed = (page) => page.locator('tr[data-key]').evaluateAll((rows) => rows.map((row) => row.dataset.key))
const row = (page, key) => page.locator(`tr[data-key="${key}"]`)
const arrow = (page, label) => page.getByRole('button', { name: label, exact: true })
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

// published are the objectives in the order of the public page, which has to be that of the API.
const published = async () => {
  const onPage = await withPage({}, async (page) => {
    await page.goto(url('/enti/c_m403/obiettivi'))
    const text = await page.locator('main').innerText()
    return [...new Set(text.match(/\bOB-\d\d\b/g))]
  })
  const { items } = await api('/objectives?limit=100')
  assert.deepEqual(onPage, items.map((o) => o.code), 'the public page has the order of the API')
  return onPage
}

// moved is an order with one of its items in another place.
const moved = (order, key, { before, after }) => {
  const rest = order.filter((one) => one !== key)
  rest.splice(before ? rest.indexOf(before) : rest.indexOf(after) + 1, 0, key)
  return rest
}

// until waits for the list on the page to have an order.
const until = async (page, order) => {
  await page.waitForFunction((want) => [...document.querySelectorAll('tr[data-key]')].map((row) => row.dataset.key).join() === want, order.join())
}

test('an objective is dragged to another place, and moved by keyboard', () =>
  withStaff('editor', {}, async (page) => {
    await go(page, list)
    let order = await listed(page)
    assert.ok(order.length > 10 && order.includes('OB-05'))

    // By its grip, to the upper half of another row.
    const grip = await row(page, 'OB-05').locator('.a-grip').boundingBox()
    const over = await row(page, 'OB-02').boundingBox()
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2)
    await page.mouse.down()
    await page.mouse.move(over.x + 200, over.y + over.height + 10)
    await page.mouse.move(over.x + 200, over.y + 5)
    assert.ok(await row(page, 'OB-02').evaluate((r) => r.classList.contains('is-before')), 'it shows where it would go')
    await page.mouse.up()
    order = moved(order, 'OB-05', { before: 'OB-02' })
    await until(page, order)
    assert.deepEqual(await published(), order.filter((code) => code !== 'OB-17'), 'the public has the same order, without the draft')

    // Let go with Esc, it stays where it was.
    const again = await row(page, 'OB-05').locator('.a-grip').boundingBox()
    await page.mouse.move(again.x + 5, again.y + 5)
    await page.mouse.down()
    await page.mouse.move(again.x + 5, again.y + 150)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    assert.deepEqual(await listed(page), order)

    // Down, up and down again: each press is a write of its own.
    await arrow(page, 'Sposta OB-05 più in basso').focus()
    for (const [key, place] of [['ArrowDown', { after: 'OB-02' }], ['ArrowUp', { before: 'OB-02' }], ['ArrowDown', { after: 'OB-02' }]]) {
      await page.keyboard.press(`Alt+${key}`)
      order = moved(order, 'OB-05', place)
      await until(page, order)
      await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, `Sposta OB-05 più in ${key === 'ArrowDown' ? 'basso' : 'alto'}`)
      assert.equal(await page.locator('#detto').innerText(), `OB-05: posto ${order.indexOf('OB-05') + 1} di ${order.length}`)
    }
    assert.deepEqual(await published(), order.filter((code) => code !== 'OB-17'))

    await go(page, `${list}?parole=OB-0`)
    assert.equal(await page.locator('.a-grip, .a-arrow').count(), 0, 'a list that is not whole is not moved')
  }))

test('without a script the arrows move an objective, and the focus stays on them', () =>
  withStaff('editor', { javaScriptEnabled: false }, async (page) => {
    await go(page, list)
    const order = await listed(page)
    const [above, key] = order.slice(6, 8)
    assert.equal(await page.locator('.a-grip').count(), 0)
    await arrow(page, `Sposta ${key} più in alto`).press('Enter')
    await page.waitForURL(/mosso=/)
    const want = moved(order, key, { before: above })
    assert.deepEqual(await listed(page), want)
    assert.equal(await page.locator('button[autofocus]').getAttribute('aria-label'), `Sposta ${key} più in alto`)
    assert.deepEqual(await published(), want.filter((code) => code !== 'OB-17'))
  }))

test('on a phone a milestone is dragged with a finger, past the edge of the screen', () =>
  withStaff('editor', { viewport: narrow, hasTouch: true, isMobile: true }, async (page, context) => {
    await go(page, `${list}/OB-05`)
    const order = await listed(page)
    const [first, last] = [order[0], order.at(-1)]
    const grip = row(page, first).locator('.a-grip')
    await grip.scrollIntoViewIfNeeded()
    const box = await grip.boundingBox()
    assert.ok(box.width >= 40 && box.height >= 40, 'a finger finds the grip')
    const touch = await context.newCDPSession(page)
    const at = (type, x, y) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
    const x = box.x + box.width / 2
    await at('touchStart', x, box.y + box.height / 2)
    await at('touchMove', x, narrow.height - 20)
    await page.waitForFunction(
      (key) => {
        const box = document.querySelector(`tr[data-key="${key}"]`).getBoundingClientRect()
        return box.top + box.height / 2 < innerHeight - 80
      },
      last,
      { timeout: 10_000 },
    )
    // Away from the edge the page stands still: only then can the row be aimed at.
    await at('touchMove', x, narrow.height / 2)
    await page.evaluate(() => new Promise((still) => requestAnimationFrame(() => requestAnimationFrame(still))))
    const end = await row(page, last).boundingBox()
    await at('touchMove', x, Math.min(end.y + end.height - 4, narrow.height - 66))
    await page.locator(`tr[data-key="${last}"].is-after`).waitFor()
    await at('touchEnd')
    await until(page, moved(order, first, { after: last }))
    const { items } = await api('/objectives/OB-05/milestones?limit=100')
    assert.deepEqual(items.map((m) => m.id), moved(order, first, { after: last }))
    assert.equal(await focused(page), `Sposta ${first} più in alto`)
  }))

test('an objective that two people change: what clashes is chosen field by field, and leaving the figures is confirmed', () =>
  withStaff('editor', {}, async (page, context) => {
    await context.addInitScript(axeSource)
    const form = `${list}/OB-12/modifica`
    const before = await api('/objectives/OB-12')
    await go(page, form)
    await page.locator('#f-title').fill('Turismo: luoghi ed eventi')
    await page.locator('#f-description').fill('Una mappa di tutti.')
    await page.locator('#f-state').selectOption('suspended')

    // Without a script, as the admin: another title, and a weight that nobody else touches.
    await withStaff('admin', { javaScriptEnabled: false }, async (other) => {
      await go(other, form)
      await other.locator('#f-title').fill('Turismo: la mappa')
      await other.locator('#f-weight').fill('2,5')
      await other.locator('main form button.btn-primary').click()
      await other.waitForURL(/esito=saved/)
    })

    const save = () => page.locator('main form button.btn-primary').click()
    await save()
    await page.locator('#f-conferma-suspended-e').waitFor()
    await gotFocus(page, '#errori')
    await page.locator('#errori a').click()
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-conferma-suspended')
    await page.keyboard.press('Space')
    await save()

    const clash = page.locator('.a-clash')
    await clash.waitFor()
    assert.equal(await clash.count(), 1, 'only the title was changed by both')
    const text = await clash.innerText()
    for (const value of [before.title, 'Turismo: luoghi ed eventi', 'Turismo: la mappa']) assert.ok(text.includes(value), value)
    assert.match(text, /Quello registrato \(Amministrazione, oggi alle \d/)
    assert.equal(await clash.locator('input:checked').count(), 0, 'the program does not choose')
    assert.equal(await page.locator('#f-description').inputValue(), 'Una mappa di tutti.')
    assert.equal(await page.locator('#f-weight').inputValue(), '2,5')
    assert.ok(await page.locator('#f-conferma-suspended').isChecked(), 'it is not asked twice')
    assert.equal((await api('/objectives/OB-12')).title, 'Turismo: la mappa', 'nothing was overwritten')

    for (const size of [narrow, wide]) {
      await page.setViewportSize(size)
      none([...(await violations(page)), ...(await overflowing(page))], `the form with a choice at ${size.width} px`)
    }

    await clash.locator('input[value=registrato]').check()
    await save()
    await page.waitForURL(/esito=saved/)
    const now = await api('/objectives/OB-12')
    assert.deepEqual(
      [now.title, now.description, now.weight, now.state, now.horizon],
      ['Turismo: la mappa', 'Una mappa di tutti.', 2.5, 'suspended', before.horizon],
    )
    await page.goto(url('/enti/c_m403/obiettivi/OB-12'))
    assert.match(await page.locator('main').innerText(), /Turismo: la mappa[\s\S]*sospeso/)
  }))
