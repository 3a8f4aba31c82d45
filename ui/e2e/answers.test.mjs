// What the server answers around the pages: errors, redirects, headers, and how much a first visit weighs.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { none, program, url, withPage } from './harness.mjs'

// The ceiling of docs/quality: everything that a first visit loads, compressed, fonts included.
const firstVisit = 150_000

for (const [path, method, status, more] of [
  ['/questa-pagina-no', 'GET', 404],
  ['/questa-pagina-no?lang=en', 'GET', 404],
  ['/enti/c_x999', 'GET', 404],
  ['/enti/NON%20VALIDO', 'GET', 404],
  ['/enti/c_m403/obiettivi/OB-999', 'GET', 404],
  ['/enti/c_m403/uffici/nessuno', 'GET', 404],
  ['/enti/c_m403/riunioni/nessuna', 'GET', 404],
  ['/assets/niente.css', 'GET', 404],
  ['/assets/.vite/manifest.json', 'GET', 404],
  ['/assets/..%2f..%2fgo.mod', 'GET', 404],
  ['/enti/c_m403', 'POST', 405, { allow: 'GET, HEAD' }],
  ['/metodo', 'DELETE', 405, { allow: 'GET, HEAD' }],
]) {
  test(`${method} ${path} is answered ${status} with a page that helps`, async () => {
    const response = await fetch(url(path), { method, redirect: 'manual' })
    const html = await response.text()
    assert.equal(response.status, status)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.ok(response.headers.get('content-security-policy'), 'a policy')
    for (const [name, value] of Object.entries(more ?? {})) assert.equal(response.headers.get(name), value)
    assert.match(html, new RegExp(`^<!doctype html>\\s*<html lang="${path.includes('lang=en') ? 'en' : 'it'}">`))
    assert.equal(html.match(/<h1/g)?.length, 1)
    assert.match(html, /<main[^]*<a href="\/[^]*<\/main>/, 'a link to go on')
    assert.match(html, /noindex/)
  })
}

test('a slash too many leads to the page that was meant', async () => {
  const response = await fetch(url('/enti/c_m403/obiettivi/?orizzonte=breve'), { redirect: 'manual' })
  assert.equal(response.status, 308)
  assert.equal(new URL(response.headers.get('location'), program.origin).href, url('/enti/c_m403/obiettivi?orizzonte=breve'))
  const elsewhere = await fetch(`${program.origin}//traguardi.example/`, { redirect: 'manual' })
  const target = elsewhere.headers.get('location')
  assert.ok(!target || new URL(target, program.origin).origin === program.origin, `leads to ${target}`)
})

test('HEAD answers as GET does, without a body', async () => {
  const [get, head] = await Promise.all([fetch(url('/')), fetch(url('/'), { method: 'HEAD' })])
  assert.equal(head.status, 200)
  assert.equal(await head.text(), '')
  for (const name of ['etag', 'content-type', 'cache-control', 'content-security-policy']) assert.equal(head.headers.get(name), get.headers.get(name), name)
})

test('a page that has not changed is not sent again, whichever its encoding', async () => {
  for (const encoding of ['identity', 'gzip', 'br']) {
    const first = await fetch(url('/'), { headers: { 'accept-encoding': encoding } })
    await first.arrayBuffer()
    const again = await fetch(url('/'), { headers: { 'accept-encoding': encoding, 'if-none-match': first.headers.get('etag') } })
    assert.equal(again.status, 304, encoding)
    assert.equal(await again.text(), '')
  }
})

test(`a first visit weighs less than ${firstVisit / 1000} kB, fonts included`, (t) =>
  withPage({}, async (page, context) => {
    const session = await context.newCDPSession(page)
    const loaded = new Map()
    session.on('Network.requestWillBeSent', ({ requestId, request }) => loaded.set(requestId, { url: request.url, bytes: null }))
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (loaded.get(requestId).bytes = encodedDataLength))
    await session.send('Network.enable')
    await page.goto(url('/'), { waitUntil: 'networkidle' })
    await page.evaluate(() => document.fonts.ready)
    const all = [...loaded.values()]
    none(all.filter(({ bytes }) => bytes === null).map((one) => one.url), 'requests that did not end')
    assert.ok(all.some((one) => one.url.endsWith('.woff2')), 'the fonts are loaded')
    assert.ok(all.some((one) => one.url.endsWith('.css')), 'the style sheet is loaded')
    const sum = all.reduce((total, { bytes }) => total + bytes, 0)
    t.diagnostic(`first visit: ${sum} bytes in ${all.length} answers, headers included`)
    assert.ok(sum < firstVisit, `${sum} bytes:\n${all.map(({ url, bytes }) => `  ${bytes} ${url}`).join('\n')}`)
  }))

test('built files are kept for a year, since their names change with them', async () => {
  const html = await (await fetch(url('/'))).text()
  const names = [...html.matchAll(/"(\/assets\/[^"#]+)/g)].map((match) => match[1])
  assert.ok(names.length > 3)
  for (const name of new Set(names)) {
    const response = await fetch(url(name))
    await response.arrayBuffer()
    assert.equal(response.status, 200, name)
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable', name)
  }
})
