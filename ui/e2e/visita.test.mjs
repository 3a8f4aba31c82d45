// A first visit to a public page costs at most 150 kB with its fonts, and asks nobody but the site.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browser, narrow, none, program, url, wide } from './harness.mjs'
import { budget, firstVisit, total } from './weigh.mjs'

const plan = '/enti/c_m403'
const pages = [
  '/',
  `${plan}?lang=en`,
  `${plan}/obiettivi`,
  `${plan}/obiettivi/OB-01`,
  `${plan}/uffici`,
  `${plan}/uffici/servizi-informatici`,
  `${plan}/riunioni`,
  `${plan}/cerca?q=sito`,
  '/privacy',
  '/accesso',
]
// Has a token of the form in it, which the length of a compressed page would tell something of.
const secret = new Set(['/accesso'])

for (const size of [narrow, wide]) {
  test(`a first visit at ${size.width} px`, async () => {
    const heavy = []
    const foreign = []
    const bare = []
    for (const path of pages) {
      const visit = await firstVisit(browser, url(path), size)
      assert.equal(new URL(visit[0].url).pathname, new URL(url(path)).pathname, 'the page itself is counted')
      assert.ok(visit.some((one) => one.url.endsWith('.css')), `${path} has its style sheet`)
      assert.ok(visit.some((one) => one.url.endsWith('.woff2')), `${path} has its fonts`)
      if (total(visit) > budget) heavy.push(`${path}: ${total(visit)} bytes, ${visit.map((one) => `${one.bytes} ${one.url}`).join(', ')}`)
      for (const one of visit) {
        if (new URL(one.url).origin !== program.origin) foreign.push(`${path} asks ${one.url}`)
        const text = /\/[^.]*$|\.(css|js)$/.test(one.url) && !secret.has(new URL(one.url).pathname)
        if (text && one.bytes > 3000 && one.coding !== 'br') bare.push(`${one.url} comes as ${one.coding || 'it is'}`)
      }
    }
    none(heavy, `pages of more than ${budget} bytes`)
    none(foreign, 'requests to somebody else')
    none(bare, 'texts that are not compressed')
  })
}
