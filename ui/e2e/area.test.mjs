// Every page of the staff, as each role reaches it by the pages' own links: accessible, within the screen, silent.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browser, narrow, none, program, wide } from './harness.mjs'
import { noJava, nu } from './nu.mjs'
import { roles, stateOf } from './staff.mjs'
import { axeSource, noFindings, overflowing, violations, watch } from './visit.mjs'

// How many pages of one kind are opened for one role: all of them look alike.
const mostOfAKind = 2
// Tables of many rows are looked at by axe once for each kind and width; that is what takes the time.
const looked = new Set()

const kindOf = (address) => {
  const { pathname, search } = new URL(address)
  const path = pathname
    .replace(/OB-\d+\.\d+/g, 'OB-00.0')
    .replace(/OB-\d+/g, 'OB-00')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    .replace(/\/uffici\/[a-z0-9-]+/g, '/uffici/ufficio')
  return path + (search ? `?${[...new URLSearchParams(search).keys()].sort().join('&')}` : '')
}

const crawls = new Map()
const crawled = (role) => {
  if (!crawls.has(role)) crawls.set(role, crawl(role))
  return crawls.get(role)
}

async function crawl(role) {
  const context = await browser.newContext({ locale: 'it-IT', storageState: await stateOf(role) })
  await context.addInitScript(axeSource)
  const page = await context.newPage()
  const findings = noFindings()
  watch(page, findings)
  const pages = []
  const seen = new Map([['/area', 1]])
  const queue = [new URL('/area', program.origin).href]
  const known = new Set(queue)
  try {
    for (let address = queue.shift(); address; address = queue.shift()) {
      await page.setViewportSize(wide)
      const response = await page.goto(address)
      const path = address.slice(program.origin.length)
      if (response.status() !== 200) findings.status.push(`${path} answers ${response.status()} to ${role}`)
      pages.push({ path: `${role} ${path}`, html: await response.text() })
      for (const size of [wide, narrow]) {
        await page.setViewportSize(size)
        for (const found of await overflowing(page)) findings.overflow.push(`${path} at ${size.width} px: ${found}`)
        const look = `${kindOf(page.url())} ${size.width}`
        if (looked.has(look)) continue
        looked.add(look)
        for (const found of await violations(page)) findings.axe.push(`${path} at ${size.width} px, ${role}: ${found}`)
      }
      const links = await page.locator('a[href]').evaluateAll((all) => all.filter((a) => !a.hasAttribute('download')).map((a) => a.href))
      for (const href of links) {
        const next = new URL(href)
        next.hash = ''
        if (next.origin !== program.origin || !/^\/area(\/|$)/.test(next.pathname) || /\.(csv|xlsx|ics)$/.test(next.pathname)) continue
        const kind = kindOf(next.href)
        if (known.has(next.href) || (seen.get(kind) ?? 0) >= mostOfAKind) continue
        known.add(next.href)
        seen.set(kind, (seen.get(kind) ?? 0) + 1)
        queue.push(next.href)
      }
    }
    return { pages, findings }
  } finally {
    await context.close()
  }
}

for (const role of roles) {
  test(`the area as ${role}`, async (t) => {
    const { pages, findings } = await crawled(role)
    await t.test('reaches its desk and what is below', () => assert.ok(pages.length >= 3, `only ${pages.map(({ path }) => path)}`))
    await t.test('every link answers 200', () => none(findings.status, 'answers'))
    await t.test('has no axe violation', () => none(findings.axe, 'violations'))
    await t.test('does not scroll sideways', () => none(findings.overflow, 'pages too wide'))
    await t.test('says nothing in the console', () => none(findings.console, 'messages'))
    await t.test('asks nothing of any other site', () => none(findings.foreign, 'requests'))
    await t.test('loads all that it names', () => none(findings.failed, 'requests that failed'))
  })
}

test('the Nu checker finds no error in any page of the staff', { skip: noJava }, async (t) => {
  const pages = (await Promise.all(roles.map(crawled))).flatMap(({ pages }) => pages)
  const { errors, warnings } = await nu(pages)
  for (const warning of warnings) t.diagnostic(warning)
  none(errors, 'errors')
})
