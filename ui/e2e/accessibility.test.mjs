// Every page in Chromium: on a desk, at a zoom of 200 %, on a phone.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'

import { crawled } from './crawl.mjs'
import { narrow, none, url, wide } from './harness.mjs'
import { visit } from './visit.mjs'

// One page of each kind, for what is asked of the style sheet rather than of each page.
export const kinds = async () => {
  const pages = await crawled()
  const first = (pattern) => {
    const page = pages.find(({ path }) => pattern.test(path))
    assert.ok(page, `no page found for ${pattern}`)
    return page
  }
  return [
    first(/^\/$/),
    first(/\/obiettivi$/),
    first(/\/obiettivi\/OB-01$/),
    first(/\/uffici$/),
    first(/\/uffici\/[^?]+$/),
    first(/\/riunioni$/),
    first(/\/riunioni\/[^?]+$/),
    first(/^\/metodo$/),
    first(/^\/accessibilita$/),
    first(/^\/\?al=/),
  ]
}

// plan says how each page is looked at. In another language, on another day or with another filter a page is the same
// but for its words, whose lengths matter on a phone; where several of these meet, one page of each kind is enough.
// Contrast, which is nine tenths of axe's work, is looked at in every page of today, and on a phone in one of each kind.
function plan(pages) {
  const seen = new Set()
  return pages.flatMap(({ address }) => {
    const { pathname, searchParams } = new URL(address)
    const kind = [pathname.split('/').slice(0, 4).join('/'), pathname.split('/').length, ...searchParams.keys()].join(' ')
    const first = !seen.has(kind)
    seen.add(kind)
    if (searchParams.size === 0) return { address, contrastAt: first ? [wide, narrow] : [wide] }
    if (searchParams.size > 1 && !first) return []
    return { address, sizes: [narrow], axeAt: [narrow], contrastAt: first ? [narrow] : [] }
  })
}

describe('every page in the browser', () => {
  let findings
  before(async () => {
    findings = await visit(plan(await crawled()))
  })
  test('answers 200', () => none(findings.status, 'pages that do not answer 200'))
  test('has no axe violation', () => none(findings.axe, 'axe violations'))
  test('does not scroll sideways', () => none(findings.overflow, 'pages wider than the screen'))
  test('says nothing in the console, breaks no content security policy', () => none(findings.console, 'console messages'))
  test('asks nothing of any other site', () => none(findings.foreign, 'foreign requests'))
  test('loads all that it names', () => none(findings.failed, 'failed requests'))
  test('keeps no cookie', () => none(findings.cookies, 'cookies'))
})

for (const [name, options] of [
  ['forced colours', { forcedColors: 'active' }],
  ['reduced motion', { reducedMotion: 'reduce' }],
  ['a dark system', { colorScheme: 'dark' }],
]) {
  test(`${name}: no axe violation`, async () => {
    const pages = name === 'forced colours' ? await kinds() : (await kinds()).slice(0, 3)
    const findings = await visit(pages.map(({ address }) => ({ address, axeAt: [narrow] })), options)
    none([...findings.axe, ...findings.overflow], `findings with ${name}`)
  })
}

test('pages that say why there is none are accessible too', async () => {
  const findings = await visit([
    { address: url('/questa-pagina-no'), status: 404 },
    { address: url('/enti/c_x999'), status: 404 },
    { address: url('/?al=2026-02-30'), status: 400 },
    { address: url('/?al=2199-12-31&lang=en'), status: 422 },
  ])
  // Chromium tells of a document with such a status in its console; there is no more to it.
  findings.console = findings.console.filter((message) => !message.includes('the server responded with a status of 4'))
  none(Object.values(findings).flat(), 'findings')
})

test('the documentation of the API is a page like the others', async () => {
  const findings = await visit([{ address: url('/api/v1/docs') }])
  none(Object.values(findings).flat(), 'findings')
})
