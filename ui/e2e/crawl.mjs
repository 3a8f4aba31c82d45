// Finds every public page from the first one by the pages' own links, as HTML, and what is in each.
import { browser, program } from './harness.mjs'

// The past day that is crawled too: far enough back that the plan looked different.
export const pastDay = new Date(Date.now() - 150 * 86_400_000).toISOString().slice(0, 10)

let found
// crawled is every page, by its address without fragment; the site is read once for a run.
export const crawled = () => (found ??= crawl(['/', `/?al=${pastDay}`]))

export async function crawl(seeds, origin = program.origin) {
  const context = await browser.newContext()
  try {
    const reader = await context.newPage()
    const pages = new Map()
    let frontier = seeds.map((path) => new URL(path, origin).href)
    frontier.forEach((address) => pages.set(address, null))
    while (frontier.length > 0) {
      const answers = await Promise.all(frontier.map(ask))
      const facts = await reader.evaluate(read, answers.map(({ address, html }) => ({ address, html })))
      frontier = []
      answers.forEach((answer, i) => {
        pages.set(answer.address, { ...answer, ...facts[i] })
        for (const { href } of facts[i].links) {
          const address = pageAddress(href, origin)
          if (address && !pages.has(address)) {
            pages.set(address, null)
            frontier.push(address)
          }
        }
      })
    }
    return [...pages.values()]
  } finally {
    await context.close()
  }
}

// The API documents itself elsewhere, built files, calendars and data are no pages, and the staff's have tests of their own.
const notPublic = /^\/(api|assets|area|accesso)(\/|$)|\.(ics|csv|json|xlsx|ttl|jsonld|atom)$/

// pageAddress is where a link leads, if that is a public page of the site.
function pageAddress(href, origin) {
  const address = new URL(href)
  if (address.origin !== origin || notPublic.test(address.pathname)) return null
  address.hash = ''
  return address.href
}

async function ask(address) {
  const response = await fetch(address, { redirect: 'manual' })
  const html = await response.text()
  return { address, path: address.slice(new URL(address).origin.length), status: response.status, headers: response.headers, html }
}

// read runs in the browser: the same parser that readers have.
function read(answers) {
  return answers.map(({ address, html }) => {
    const page = new DOMParser().parseFromString(html, 'text/html')
    const text = (node) => node.textContent.replace(/\s+/g, ' ').trim()
    const all = (selector) => [...page.querySelectorAll(selector)]
    return {
      lang: page.documentElement.lang,
      title: page.title,
      description: page.querySelector('meta[name=description]')?.content ?? '',
      canonical: page.querySelector('link[rel=canonical]')?.getAttribute('href') ?? null,
      noIndex: page.querySelector('meta[name=robots]')?.content.includes('noindex') ?? false,
      headings: all('h1, h2, h3, h4, h5, h6').map((h) => ({ level: Number(h.tagName[1]), text: text(h) })),
      ids: all('[id]').map((node) => node.id),
      links: all('a[href], area[href]').map((a) => ({ href: new URL(a.getAttribute('href'), address).href, text: text(a) })),
      resources: all('link[href]:not([rel=canonical], [rel=alternate][hreflang]), [src], use[href]').map(
        (node) => new URL(node.getAttribute('href') ?? node.getAttribute('src'), address).href,
      ),
      inline: all('style, script:not([src], [type="application/ld+json"]), [style]').map((node) => node.outerHTML.slice(0, 120)),
      handlers: all('*').flatMap((node) => node.getAttributeNames().filter((name) => name.startsWith('on'))),
    }
  })
}
