// Weighs a first visit in Chromium: node ui/bench/visit.mjs URL [width]. The table goes to standard error, one JSON object
// { bytes, requests, foreign } to standard output.
import { chromium } from 'playwright-core'

import { firstVisit, total } from '../e2e/weigh.mjs'

const [address, width = '1280'] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
try {
  const visit = await firstVisit(browser, address, { width: Number(width), height: 800 })
  for (const { url, bytes, coding } of visit) console.error(`${String(bytes).padStart(8)}  ${coding.padEnd(5)} ${url}`)
  const foreign = visit.filter(({ url }) => new URL(url).origin !== new URL(address).origin).map(({ url }) => url)
  console.log(JSON.stringify({ bytes: total(visit), requests: visit.length, foreign }))
} finally {
  await browser.close()
}
