// What every page's HTML must hold, read without a browser window: heads, headings, ids, links, markup.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { crawled, pastDay } from './crawl.mjs'
import { none, program, url } from './harness.mjs'
import { noJava, nu } from './nu.mjs'

const language = (path) => (new URL(path, program.origin).searchParams.get('lang') === 'en' ? 'en' : 'it')

// isCard tells the card that other sites show in a frame: a page without a header and a footer, for nobody's index.
const isCard = (path) => /\/scheda(\?|$)/.test(path)
// A page that finds is for people: search engines have what it finds.
const isSearch = (path) => /\/cerca(\?|$)/.test(path)

// perPage gathers what check(page) yields for every page, each with the page's path before it.
const perPage = async (check) => (await crawled()).flatMap((page) => [...check(page)].map((found) => `${page.path} ${found}`))

test('the crawl reached every kind of page', async () => {
  const paths = (await crawled()).map(({ path }) => path)
  for (const kind of [
    /^\/$/, /^\/enti\/c_m403$/, /\/obiettivi$/, /\/obiettivi\/OB-01$/, /\/obiettivi\?orizzonte=/, /\/uffici$/, /\/uffici\/[a-z-]+$/,
    /\/riunioni$/, /\/riunioni\/[0-9a-f-]+$/, /\/dati$/, /\/dati\/archivio$/, /\/scheda$/, /\/confronto$/, /^\/metodo$/, /^\/accessibilita$/, /^\/privacy$/, /^\/note-legali$/,
    /^\/\?lang=en$/, /\/obiettivi\/OB-01\?lang=en$/, new RegExp(`/obiettivi/OB-01\\?al=${pastDay}$`), new RegExp(`\\?al=${pastDay}&lang=en$`),
  ]) {
    assert.ok(paths.some((path) => kind.test(path)), `no page like ${kind} among ${paths.length}`)
  }
})

test('every page answers 200 as HTML in UTF-8, without a cookie', async () => {
  none(
    await perPage(function* ({ status, headers }) {
      if (status !== 200) yield `answers ${status}`
      if (headers.get('content-type') !== 'text/html; charset=utf-8') yield `is ${headers.get('content-type')}`
      if (headers.has('set-cookie')) yield 'sets a cookie'
    }),
    'answers',
  )
})

test('every page forbids scripts and inline styles, and has none', async () => {
  none(
    await perPage(function* ({ path, headers, inline, handlers }) {
      const policy = headers.get('content-security-policy') ?? ''
      // The card alone may be shown in a frame, by the sites that the policy names.
      const rest = isCard(path) ? policy.replace(/frame-ancestors 'self'[^;]*/, '') : policy
      if (!/default-src 'none'/.test(policy) || /unsafe|script-src|\*|https?:/.test(rest)) yield `has the policy ${policy}`
      yield* inline.map((html) => `has inline ${html}`)
      yield* handlers.map((name) => `has the attribute ${name}`)
    }),
    'inline code',
  )
})

test('every page says its language, title and description', async () => {
  none(
    await perPage(function* ({ path, lang, title, description }) {
      if (lang !== language(path)) yield `has lang="${lang}"`
      if (title.length < 10 || title.length > 140) yield `has a title of ${title.length} characters: ${title}`
      if (description.length < 40 || description.length > 320 || /^\W/.test(description)) yield `has a description of ${description.length} characters: ${description}`
    }),
    'heads',
  )
})

test('no two pages for search engines have the same title or description', async () => {
  const pages = (await crawled()).filter(({ noIndex }) => !noIndex)
  const twins = []
  for (const field of ['title', 'description']) {
    const first = new Map()
    for (const page of pages) {
      // Between the languages names stay as they are: an objective's title is not translated.
      const key = `${page.lang} ${page[field]}`
      const other = first.get(key)
      if (!other) first.set(key, page)
      else if (other.canonical !== page.canonical) twins.push(`${page.path} has the ${field} of ${other.path}: ${page[field]}`)
    }
  }
  none(twins, 'twins')
})

test('pages of a past day and of a filter are not for search engines, the others are and say where they are', async () => {
  none(
    await perPage(function* ({ path, noIndex, canonical }) {
      const parameters = [...new URL(path, program.origin).searchParams.keys()].filter((name) => name !== 'lang')
      if (noIndex !== (parameters.length > 0 || isCard(path) || isSearch(path))) yield noIndex ? 'is hidden' : 'is not hidden'
      if (!noIndex && !canonical?.startsWith(program.origin)) yield `has the canonical address ${canonical}`
    }),
    'pages',
  )
})

test('every page has one h1, first, and skips no level', async () => {
  none(
    await perPage(function* ({ headings }) {
      if (headings.filter(({ level }) => level === 1).length !== 1) yield `has ${headings.filter(({ level }) => level === 1).length} h1`
      if (headings[0]?.level !== 1) yield `begins with h${headings[0]?.level}`
      for (const [i, { level, text }] of headings.entries()) {
        if (i > 0 && level > headings[i - 1].level + 1) yield `goes from h${headings[i - 1].level} to h${level}: ${text}`
        if (!text) yield `has an empty h${level}`
      }
    }),
    'headings',
  )
})

test('ids are unique in every page', async () => {
  none(
    await perPage(function* ({ ids }) {
      yield* ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `has the id ${id} twice`)
    }),
    'ids',
  )
})

test('every link of every page leads somewhere, fragments too', async () => {
  const pages = new Map((await crawled()).map((page) => [page.address, page]))
  const others = new Map() // addresses that are no pages, with one page that names each
  const broken = await perPage(function* ({ path, links, resources }) {
    for (const { href, text } of links) {
      const target = new URL(href)
      if (target.origin !== program.origin) {
        if (!['https:', 'mailto:'].includes(target.protocol)) yield `links ${href}`
        continue
      }
      const id = decodeURIComponent(target.hash.slice(1))
      target.hash = ''
      const page = pages.get(target.href)
      if (!page) others.set(target.href, path)
      else if (id && !page.ids.includes(id)) yield `links ${href.slice(program.origin.length)} (${text}), where nothing has that id`
    }
    for (const resource of resources) {
      const address = new URL(resource)
      address.hash = ''
      others.set(address.href, path)
    }
  })
  for (const [address, path] of others) {
    const response = await fetch(address)
    await response.arrayBuffer()
    if (response.status !== 200) broken.push(`${path} names ${address}, which answers ${response.status}`)
  }
  none(broken, 'broken links')
})

test('the site map lists the Italian pages for search engines, and only those', async () => {
  const response = await fetch(url('/sitemap.xml'))
  assert.equal(response.status, 200)
  const listed = [...(await response.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1])
  const found = (await crawled()).filter((page) => !page.noIndex && language(page.path) === 'it').map((page) => page.address)
  none(listed.filter((address) => !found.includes(address)).map((address) => `${address} is listed and not linked`), 'too many')
  none(found.filter((address) => !listed.includes(address)).map((address) => `${address} is not listed`), 'too few')
  assert.match(await (await fetch(url('/robots.txt'))).text(), new RegExp(`^Sitemap: ${program.origin}/sitemap.xml$`, 'm'))
})

test('the Nu checker finds no error in any page', { skip: noJava }, async (t) => {
  const pages = [...(await crawled())]
  for (const path of ['/questa-pagina-no', '/?al=2026-02-30', '/?al=2199-12-31', '/api/v1/docs', '/enti/c_m403/obiettivi?parole=niente+di+simile']) {
    pages.push({ path, html: await (await fetch(url(path))).text() })
  }
  pages.push({ path: 'POST /', html: await (await fetch(url('/enti/c_m403'), { method: 'POST' })).text() })
  const { errors, warnings } = await nu(pages)
  for (const warning of warnings) t.diagnostic(warning)
  none(errors, 'errors')
})
