// What a first visit costs, as Chromium fetches it: an empty cache, every request of the page, bytes as they came over
// the wire (headers of the answers included).
export const budget = 150_000

// firstVisit opens an address in a context of its own and answers [{ url, bytes, coding }], the page first. An image
// that the browser draws out of a data: address asks nobody and is not among them.
export async function firstVisit(browser, address, viewport) {
  const context = await browser.newContext({ viewport, locale: 'it-IT' })
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: false })
    const asked = new Map()
    const got = []
    const failed = []
    devtools.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, { url: request.url, coding: '' }))
    devtools.on('Network.responseReceived', ({ requestId, response }) => {
      const name = Object.keys(response.headers).find((name) => name.toLowerCase() === 'content-encoding')
      asked.get(requestId).coding = name ? response.headers[name] : ''
    })
    devtools.on('Network.loadingFailed', ({ requestId, errorText }) => {
      failed.push(`${asked.get(requestId)?.url}: ${errorText}`)
    })
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      got.push({ ...asked.get(requestId), bytes: encodedDataLength })
    })
    await page.goto(address, { waitUntil: 'networkidle' })
    await page.evaluate(() => document.fonts.ready)
    if (failed.length > 0) throw new Error(`a request of ${address} failed: ${failed.join(', ')}`)
    return got
      .filter(({ url }) => !url.startsWith('data:'))
      .sort((a, b) => (b.url === address) - (a.url === address) || b.bytes - a.bytes)
  } finally {
    await context.close()
  }
}

export const total = (visit) => visit.reduce((sum, { bytes }) => sum + bytes, 0)
