// Opens pages in Chromium as a reader would, and writes down whatever is wrong with them.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { AxeBuilder } from '@axe-core/playwright'

import { browser, each, narrow, program, vast, wide } from './harness.mjs'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const require = createRequire(import.meta.url)
// The same source that the builder would send again for every check.
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

// Half the desk's width is what is left of it at a zoom of 200 %.
const zoomed = { width: wide.width / 2, height: wide.height / 2 }

// A watch gathers, by kind, what a page does that no page may do.
export function watch(page, findings, origin = program.origin) {
  const at = () => page.url().replace(origin, '')
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) findings.console.push(`${at()} ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => findings.console.push(`${at()} ${error.message}`))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) findings.foreign.push(`${at()} asks ${request.url()}`)
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // A page that is left for the next one breaks off what was still on its way: its icon, on a busy machine.
    if (why !== 'net::ERR_ABORTED') findings.failed.push(`${request.url()} ${why}`)
  })
  page.on('response', (response) => {
    if (response.headers()['set-cookie']) findings.cookies.push(`${response.url()} sets a cookie`)
  })
}

export const noFindings = () => ({ status: [], axe: [], overflow: [], console: [], foreign: [], failed: [], cookies: [] })

// visit reads every address: [{ address, status, sizes, axeAt, contrastAt }]: at
// which sizes, and at which of them axe looks at it, contrast included.
export async function visit(list, options = {}, origin = program.origin) {
  const findings = noFindings()
  await each(
    list,
    async (loop) => {
      const context = await browser.newContext({ locale: 'it-IT', ...options })
      await context.addInitScript(axeSource)
      const page = await context.newPage()
      watch(page, findings, origin)
      try {
        await loop(page)
        findings.cookies.push(...(await context.cookies()).map((cookie) => `${cookie.name} is stored`))
      } finally {
        await context.close()
      }
    },
    async (page, { address, status = 200, sizes = [vast, wide, zoomed, narrow], axeAt = [wide, narrow], contrastAt = axeAt }) => {
      const path = address.slice(origin.length)
      await page.setViewportSize(sizes[0])
      const response = await page.goto(address)
      if (response.status() !== status) findings.status.push(`${path} answers ${response.status()}`)
      for (const size of sizes) {
        await page.setViewportSize(size)
        for (const found of await overflowing(page)) findings.overflow.push(`${path} at ${size.width} px: ${found}`)
        if (!axeAt.includes(size)) continue
        for (const found of await violations(page, contrastAt.includes(size))) findings.axe.push(`${path} at ${size.width} px: ${found}`)
      }
    },
  )
  return findings
}

// violations are axe's, a line for each rule.
export async function violations(page, contrast = true) {
  const { violations } = await new AxeBuilder({ page, axeSource: 'void 0' })
    .setLegacyMode() // the pages have no frames to go into
    .options({ resultTypes: ['violations'], rules: { 'color-contrast': { enabled: contrast } } })
    .withTags(tags)
    .analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id} (${help}), ${nodes.length} times, first ${nodes[0].target.join(' ')}: ${nodes[0].html.slice(0, 160)}`,
  )
}

// overflowing is what makes a page scroll sideways, where it does.
export async function overflowing(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const beyond = [...document.body.querySelectorAll('*')].filter((node) => node.getBoundingClientRect().right > width + 0.5)
    const told = beyond.slice(0, 3).map((node) => node.outerHTML.slice(0, 100))
    return [`${document.documentElement.scrollWidth - width} px too wide: ${told.join(' | ')}`]
  })
}
