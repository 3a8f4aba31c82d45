// Measures the Ufficio Europa's table in Chromium with 2,005 milestones: a page of 200 rows against one of 20 in the same
// run, since times of different machines do not compare. Prints a table and, as its last line, JSON.
//   make bench-table
import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { after, test } from 'node:test'

import { browser, program, url } from '../e2e/harness.mjs'
import { stateOf } from '../e2e/staff.mjs'

const runs = 9
const keys = 40
const pages = 100
const plan = '/api/v1/organizations/c_m403'
const sizes = { 20: '/area/c_m403/traguardi?obiettivo=ZZ-001', 200: '/area/c_m403/traguardi' }
// What the styles of the table do without.
const unskipped = `const sheet = new CSSStyleSheet(); sheet.replaceSync('.m-row, .m-group { content-visibility: visible !important }')
  document.adoptedStyleSheets = [sheet]`

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const p95 = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length * 0.95)]

// grow makes the demonstration's plan one of 2,005 milestones, through the API as anybody would.
async function grow() {
  const token = program.command(['token', 'create', '--email', 'ufficio.europa@esempio.invalid', '--name', 'bench', '--scope', 'write']).trim()
  const send = async (path, body) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const response = await fetch(url(plan + path), { method: 'POST', headers, body: JSON.stringify(body) })
    if (response.status !== 201) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`)
  }
  const there = (await (await fetch(url(`${plan}/milestones?limit=1`), { headers: { Authorization: `Bearer ${token}` } })).json()).total
  let missing = 2005 - there
  for (let n = 1; missing > 0; n++) {
    const code = `ZZ-${String(n).padStart(3, '0')}`
    await send('/objectives', { code, title: 'Servizi in rete per i cittadini', horizon: 'short', state: 'active', lead_office: 'tributi', start_on: '2026-01-12' })
    for (let k = 1; k <= 20 && missing > 0; k++, missing--) {
      const due = new Date(Date.UTC(2026, 5, 1) + (n * 20 + k) * 86_400_000).toISOString().slice(0, 10)
      await send(`/objectives/${code}/milestones`, { title: 'Pubblicare il servizio e informare i cittadini', office: 'servizi-informatici', due_on: due })
    }
  }
}

async function withTable(size, skip, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'it-IT', storageState: await stateOf('editor') })
  try {
    if (!skip) await context.addInitScript(unskipped)
    const page = await context.newPage()
    await page.goto(url(sizes[size]))
    await page.waitForFunction(() => performance.getEntriesByName('traguardi-table').length > 0)
    return await use(page)
  } finally {
    await context.close()
  }
}

// answers is after how many milliseconds from the navigation the table takes keys: its script has run, and what it did
// has been painted.
const answers = (size, skip) =>
  withTable(size, skip, (page) =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))),
  )

// perKey are the milliseconds from a key to the picture that shows it: digits and notes typed, rows gone down.
const perKey = (size, skip) =>
  withTable(size, skip, async (page) => {
    await page.evaluate(() => {
      globalThis.taken = []
      addEventListener(
        'keydown',
        (event) => requestAnimationFrame(() => setTimeout(() => globalThis.taken.push(performance.now() - event.timeStamp))),
        true,
      )
    })
    await page.locator('.m-note textarea').nth(5).focus()
    for (let n = 0; n < keys; n++) {
      await page.keyboard.press(n % 4 === 3 ? 'Enter' : 'a')
      await page.waitForFunction((n) => globalThis.taken.length > n, n)
    }
    return page.evaluate(() => globalThis.taken)
  })

// saves is how long it takes until so many rows of a page are written: each a transaction of its own, with history,
// audit and a durable commit.
const saves = (size, rows, percent) =>
  withTable(size, true, async (page) => {
    await page.evaluate(
      ([rows, percent]) => {
        for (const field of [...document.querySelectorAll('.m-row:not(.is-done) [name$=":percent"]')].slice(-rows)) {
          field.value = percent
          field.dispatchEvent(new Event('input', { bubbles: true }))
          field.dispatchEvent(new Event('change', { bubbles: true }))
        }
      },
      [rows, String(percent)],
    )
    await page.waitForFunction((rows) => document.querySelectorAll('.m-row.is-dirty').length === rows, rows)
    return page.evaluate(
      (rows) =>
        new Promise((done) => {
          const begun = performance.now()
          const look = () => {
            if (document.querySelectorAll('.m-row.is-saved').length >= rows) done(performance.now() - begun)
            else requestAnimationFrame(look)
          }
          document.querySelector('[data-save]').click()
          look()
        }),
      rows,
    )
  })

// cpu is how many milliseconds of the server's processors one page takes.
async function cpu(size, metrics) {
  const spent = async () => Number(/^process_cpu_seconds_total (\S+)$/m.exec(await (await fetch(metrics)).text())[1]) * 1000
  const context = await browser.newContext({ storageState: await stateOf('editor') })
  try {
    const begun = await spent()
    let bytes = 0
    for (let n = 0; n < pages; n++) bytes = (await (await context.request.get(url(sizes[size]))).body()).length
    return { milliseconds: ((await spent()) - begun) / pages, bytes }
  } finally {
    await context.close()
  }
}

const result = { commit: '', machine: '', load: loadavg()[0], milestones: 2005, runs }
after(() => console.log(JSON.stringify(result)))

test('the table with 2,005 milestones', { timeout: 900_000 }, async () => {
  result.commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  result.machine = `${cpus().length} × ${cpus()[0].model.trim()}, Chromium ${browser.version()}`
  await grow()
  const serving = program.log.map((line) => JSON.parse(line)).find((record) => record.msg === 'serving')
  const metrics = `http://${serving.metrics}/metrics`

  const load = { '20': [], '200': [], '200 unskipped': [] }
  for (let n = 0; n < runs; n++) {
    load['20'].push(await answers(20, true))
    load['200'].push(await answers(200, true))
    load['200 unskipped'].push(await answers(200, false))
  }
  const key = { '20': [], '200': [], '200 unskipped': [] }
  for (let n = 0; n < 3; n++) {
    key['20'].push(...(await perKey(20, true)))
    key['200'].push(...(await perKey(200, true)))
    key['200 unskipped'].push(...(await perKey(200, false)))
  }
  const one = []
  const fifty = []
  for (let n = 0; n < 3; n++) {
    one.push(await saves(20, 1, 11 + n))
    fifty.push(await saves(200, 50, 11 + n))
  }
  const page20 = await cpu(20, metrics)
  const page200 = await cpu(200, metrics)
  const line = (what, value, against, ratio) => ({ what, milliseconds: +value.toFixed(1), against: +against.toFixed(1), ratio: +ratio.toFixed(2) })
  result.load_end = loadavg()[0]
  result.bytes = { 20: page20.bytes, 200: page200.bytes }
  result.lines = [
    line('until it answers, 200 rows against 20', median(load['200']), median(load['20']), median(load['200']) / median(load['20'])),
    line('the same without content-visibility, against with', median(load['200 unskipped']), median(load['200']), median(load['200 unskipped']) / median(load['200'])),
    line('a key, median, 200 rows against 20', median(key['200']), median(key['20']), median(key['200']) / median(key['20'])),
    line('a key, 95th of 100, 200 rows against 20', p95(key['200']), p95(key['20']), p95(key['200']) / p95(key['20'])),
    line('a key, median, without content-visibility, against with', median(key['200 unskipped']), median(key['200']), median(key['200 unskipped']) / median(key['200'])),
    line('50 rows saved of 200, against one row of 20', median(fifty), median(one), median(fifty) / median(one)),
    line('server CPU of a page, 200 rows against 20', page200.milliseconds, page20.milliseconds, page200.milliseconds / page20.milliseconds),
  ]
  console.table(result.lines)
})
