// What the test files share: one program, one browser, the pages that were found.
import assert from 'node:assert/strict'
import { after } from 'node:test'

import { chromium } from 'playwright-core'

import { start } from './program.mjs'

// How wide a phone and a desk are in these tests; WCAG 1.4.10 asks for 320, which is also 1280 at 400 %.
export const narrow = { width: 320, height: 640 }
export const wide = { width: 1280, height: 900 }
export const vast = { width: 1920, height: 1080 }

const flags = [
  '--no-sandbox', // Chromium refuses its sandbox to root, as whom containers and CI run
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const program = await start()
export const browser = await chromium
  .launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
  .catch(async (error) => {
    await program.stop()
    throw error
  })

// Whichever way the run ends, the program must end well: requests done, database closed, exit code 0.
after(async () => {
  await browser.close()
  assert.equal(await program.stop(), 0, `the program's exit code; its log:\n${program.log.slice(-20).join('\n')}`)
})

// url is an address of the program.
export const url = (path) => new URL(path, program.origin).href

// open gives a page in a context of its own, which is closed with it.
export async function withPage(options, use) {
  const context = await browser.newContext({ viewport: wide, locale: 'it-IT', ...options })
  try {
    return await use(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

// each does work on every item, as many at a time as there are workers; workers are made by make(), once each.
export async function each(items, make, work, size = 2) {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: Math.min(size, queue.length) }, () =>
      make(async (worker) => {
        for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(worker, item)
      }),
    ),
  )
}

// none fails with every finding in its message.
export function none(findings, what) {
  assert.ok(findings.length === 0, `${what}: ${findings.length}\n${findings.map((f) => `  ${f}`).join('\n')}`)
}
