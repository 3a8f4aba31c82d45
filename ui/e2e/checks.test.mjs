// The checks must find what they are for: a check that finds nothing on a page full of faults proves nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browser, narrow, url } from './harness.mjs'
import { axeSource, noFindings, overflowing, violations, watch } from './visit.mjs'

test('faults put into a page are found', async () => {
  const context = await browser.newContext({ viewport: narrow })
  try {
    await context.addInitScript(axeSource)
    const page = await context.newPage()
    const findings = noFindings()
    watch(page, findings)
    await page.goto(url('/privacy'))
    assert.deepEqual([await violations(page), await overflowing(page), Object.values(findings).flat()], [[], [], []], 'the page itself has none')

    await page.evaluate(() => {
      const add = (html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)
      add('<svg role="img" width="20" height="20"></svg>')
      add('<h5>Un titolo fuori posto</h5>')
      add('<p id="pallido">Testo che non si legge</p>')
      document.querySelector('#pallido').style.color = '#ddd'
      add('<svg aria-hidden="true" width="900" height="9"></svg>')
    })
    const rules = (await violations(page)).map((line) => line.split(' ')[0])
    for (const rule of ['svg-img-alt', 'heading-order', 'color-contrast']) assert.ok(rules.includes(rule), `${rule} among ${rules}`)
    assert.match((await overflowing(page)).join(), /px too wide/)

    const refused = page.waitForEvent('console', (message) => message.text().includes('Content Security Policy'))
    const failed = page.waitForEvent('requestfailed')
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img alt="" src="https://altrove.example/punto.png">')
      document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))
    })
    await Promise.all([refused, failed])
    assert.ok(findings.console.length > 0, 'what the policy refuses is seen')
    assert.deepEqual([findings.foreign.length > 0, findings.failed.length > 0], [true, true], 'requests elsewhere are seen')
  } finally {
    await context.close()
  }
})
