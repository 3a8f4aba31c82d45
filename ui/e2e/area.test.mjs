// Every page of the staff, as each role reaches it by the pages' own links, and those that only a form or a letter leads
// to: accessible, within the screen, silent.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browser, narrow, none, program, url, wide, withPage } from './harness.mjs'
import { noJava, nu } from './nu.mjs'
import { pages as written, patternOf } from './pages.mjs'
import { password, enter, person, totp } from './people.mjs'
import { roles, stateOf, withStaff } from './staff.mjs'
import { axeSource, noFindings, overflowing, violations, watch } from './visit.mjs'

// How many pages of one kind are opened for one role: all of them look alike.
const mostOfAKind = 2
// Tables of many rows are looked at by axe once for each kind and width; that is what takes the time.
const looked = new Set()

const kindOf = (address) => {
  const { pathname, search } = new URL(address)
  return (patternOf(pathname) ?? pathname) + (search ? `?${[...new URLSearchParams(search).keys()].sort().join('&')}` : '')
}

// Which pages of the written table were opened, by their patterns.
const visited = new Set()

// look is what is wrong with a page, at a desk and on a phone.
async function look(page, what, kind, findings) {
  visited.add(patternOf(new URL(page.url()).pathname))
  for (const size of [wide, narrow]) {
    await page.setViewportSize(size)
    for (const found of await overflowing(page)) findings.overflow.push(`${what} at ${size.width} px: ${found}`)
    if (looked.has(`${kind} ${size.width}`)) continue
    looked.add(`${kind} ${size.width}`)
    for (const found of await violations(page)) findings.axe.push(`${what} at ${size.width} px: ${found}`)
  }
}

// What somebody who only reads may still write: about the own account and calendar.
const own = /^\/area\/(account(\/|$)|[^/]+\/calendario$)/

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
  const forms = []
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
      await look(page, `${path} to ${role}`, kindOf(page.url()), findings)
      forms.push(...(await page.locator('main form[method=post]').evaluateAll((all) => all.map((form) => new URL(form.action).pathname))))
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
    return { pages, findings, forms }
  } finally {
    await context.close()
  }
}

for (const role of roles) {
  test(`the area as ${role}`, async (t) => {
    const { pages, findings, forms } = await crawled(role)
    await t.test('reaches its desk and what is below', () => assert.ok(pages.length >= 3, `only ${pages.map(({ path }) => path)}`))
    await t.test('every link answers 200', () => none(findings.status, 'answers'))
    await t.test('has no axe violation', () => none(findings.axe, 'violations'))
    await t.test('does not scroll sideways', () => none(findings.overflow, 'pages too wide'))
    await t.test('says nothing in the console', () => none(findings.console, 'messages'))
    await t.test('asks nothing of any other site', () => none(findings.foreign, 'requests'))
    await t.test('loads all that it names', () => none(findings.failed, 'requests that failed'))
    if (role !== 'viewer') return
    await t.test('finds no way to write but for its own account and calendar', () => none(forms.filter((action) => !own.test(action)), 'forms'))
  })
}

// states are pages as no link leads to them: refused forms, what is shown once, the way in. Each goes there, and says
// what its status is where that is not 200.
const desk = '/area/c_m403'
const main = (page) => page.locator('main form[method=post]').last()
const states = {
  'the way in': [null, (page) => page.goto(url('/accesso'))],
  'a wrong password': [null, async (page) => (await page.goto(url('/accesso')), enter(page, 'nessuno@esempio.invalid', 'sbagliata')), 422],
  'help for whoever is locked out': [null, (page) => page.goto(url('/accesso/recupero'))],
  'signed out': [null, (page) => page.goto(url('/accesso/uscita'))],
  'a link that is no more': [null, (page) => page.goto(url('/accesso/link/tgl_di-una-volta')), 404],
  'an address to stop mail that is no more': [null, (page) => page.goto(url('/avvisi/di-una-volta')), 404],
  'signed in beside a draft': ['viewer', (page) => page.goto(url('/accesso/ripresa'))],
  'a form whose session has ended': [
    'editor',
    async (page, context) => {
      await page.goto(url(`${desk}/obiettivi/nuovo`))
      await context.clearCookies()
      await main(page).locator('button[type=submit]').click()
    },
    401,
  ],
  'somebody else’s page': ['viewer', (page) => page.goto(url(`${desk}/amministrazione`)), 403],
  'a page that is not there': ['admin', (page) => page.goto(url(`${desk}/obiettivi/ZZ-99`)), 404],
  'a link to choose a password, and one refused': [
    'admin',
    async (page) => {
      const { email } = person('stati.invito', 'viewer')
      await page.goto(url(`${desk}/amministrazione/account`))
      await page.getByRole('link', { name: email }).click()
      await page.getByRole('link', { name: 'Nuovo collegamento per la password' }).click()
      await page.getByRole('button', { name: 'Fai il collegamento' }).click()
      const link = await page.locator('#f-link').inputValue()
      await looks(page, 'a link to hand over')
      await page.goto(link)
      await looks(page, 'a link to choose a password')
      await page.locator('[name=password]').fill('corta')
      await page.locator('[name=password_again]').fill('corta')
      await main(page).locator('button[type=submit]').click()
    },
    422,
  ],
  'the second factor, from the key to the sign-in': [
    null,
    async (page) => {
      const someone = person('stati.fattore', 'viewer')
      await page.goto(url('/area/account/secondo-fattore'))
      await someone.signIn(page)
      await looks(page, 'no second factor')
      await page.getByRole('button', { name: 'Comincia' }).click()
      await looks(page, 'a second factor being set up')
      const secret = await page.locator('.a-secret').innerText()
      await page.locator('[name=current_password]').fill(password)
      await page.locator('[name=code]').fill('niente')
      await page.getByRole('button', { name: 'Attiva', exact: true }).click()
      await looks(page, 'a code refused while it is set up')
      await page.locator('[name=current_password]').fill(password)
      await page.locator('[name=code]').fill(totp(secret))
      await page.getByRole('button', { name: 'Attiva', exact: true }).click()
      await looks(page, 'recovery codes')
      for (const path of ['codici', 'secondo-fattore']) {
        await page.goto(url(`/area/account/${path}`))
        await looks(page, `${path} with a second factor`)
      }
      await page.getByRole('button', { name: 'Esci' }).click()
      await page.goto(url('/area'))
      await someone.signIn(page)
      await looks(page, 'asked for the second factor')
      await page.locator('[name=code]').fill('000 000 000')
      await page.getByRole('button', { name: 'Entra', exact: true }).click()
    },
    422,
  ],
  'a token, refused and shown once': [
    'viewer',
    async (page) => {
      await page.goto(url('/area/account/token'))
      await send(page, { name: '', expires_on: '2001-01-01' })
      await looks(page, 'a token refused')
      await send(page, { name: 'Prova', expires_on: '' })
    },
  ],
  'a password change refused': ['viewer', (page) => filled(page, '/area/account/password', { current_password: 'no', password: 'corta', password_again: 'cortissima' }), 422],
  'an objective refused': ['editor', (page) => filled(page, `${desk}/obiettivi/nuovo`, { code: '?', weight: 'tanto' }), 422],
  'a change of an objective refused': ['editor', (page) => filled(page, `${desk}/obiettivi/OB-01/modifica`, { title: '' }), 422],
  'a milestone refused': ['editor', (page) => filled(page, `${desk}/obiettivi/OB-01/traguardi/nuovo`, { title: '', weight: '0' }), 422],
  'a meeting refused': ['editor', (page) => filled(page, `${desk}/riunioni/nuova`, { title: '', held_on: '' }), 422],
  'a series refused': ['editor', (page) => filled(page, `${desk}/riunioni/serie`, { from: '' }), 422],
  'a decision of a meeting that is over': [
    'editor',
    async (page) => {
      const { items } = await (await fetch(url('/api/v1/organizations/c_m403/meetings?limit=100'))).json()
      const held = items.find(({ state, decisions }) => state === 'held' && decisions?.length !== 0)
      await page.goto(url(`${desk}/riunioni/${held.id}`))
      await looks(page, 'a meeting that is over')
      await page.locator('a.a-pen').first().click()
    },
  ],
  'rows of the table refused': [
    'editor',
    async (page) => {
      await page.goto(url(`${desk}/traguardi?obiettivo=OB-02`))
      await page.locator('[name="OB-02.3:percent"]').fill('molto')
      await page.locator('[name="OB-02.4:state"]').selectOption('done')
      await page.locator('[data-save]').click()
    },
    422,
  ],
  'an update refused': ['contributor', (page) => filled(page, `${desk}/ufficio?aggiorna=OB-08.5`, { percent: '101' }), 422],
  'a question without words': [
    'reviewer',
    async (page) => {
      await page.goto(url(`${desk}/verifica`))
      await page.locator('button[value=questioned]').click()
    },
    422,
  ],
  'a file to be imported, from its trial to its columns': [
    'editor',
    async (page) => {
      await page.goto(url(`${desk}/importazioni`))
      await handIn(page, 'piano', 'stati.csv', 'Cosa;Ufficio;Entro;Note\nPasso di prova;ufficio-europa;31/12/2030;a\nAltro passo;nessuno;31/12/2030;b\n')
      await page.getByRole('heading', { name: 'Il file non è entrato' }).waitFor()
      await looks(page, 'a file whose columns nobody knows')
      await page.getByRole('link', { name: 'Di’ che cosa sono le colonne' }).click()
      await looks(page, 'the columns of a file')
      await page.locator('[name="colonna[0]"]').selectOption('title')
      await page.locator('[name="defaults.objective_title"]').fill('Obiettivo degli stati')
      await page.getByRole('button', { name: 'Prova di nuovo' }).click()
      await page.getByRole('button', { name: 'Importa davvero' }).waitFor()
      await looks(page, 'what a file would change, with rows that are refused')
      await page.getByRole('link', { name: 'Di’ che cosa sono le colonne' }).click()
      await page.locator('[name="colonna[3]"]').selectOption('title')
      await page.getByRole('button', { name: 'Prova di nuovo' }).click()
    },
    422,
  ],
  'no file to be imported': [
    'admin',
    async (page) => {
      await page.goto(url(`${desk}/importazioni`))
      await handIn(page, 'candidature', 'vuoto.csv', '')
    },
    422,
  ],
  'an invitation refused': ['admin', (page) => filled(page, `${desk}/amministrazione/account`, { email: 'chi@' }), 422],
  'an office refused': ['admin', (page) => filled(page, `${desk}/amministrazione/uffici/nuovo`, { name: 'X', code: 'Ufficio Europa' }), 422],
  'a sector refused': ['admin', (page) => filled(page, `${desk}/amministrazione/settori/nuovo`, { name: '!' }), 422],
  'the ente refused': ['admin', (page) => filled(page, `${desk}/amministrazione/ente`, { istat_code: '12', website_url: 'nessuno' }), 422],
}

// handIn hands a file in by one of the two forms of the page of imports.
async function handIn(page, part, name, text) {
  const form = page.locator(`form:has([name=modulo][value=${part}])`)
  await form.locator('[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await form.getByRole('button', { name: 'Prova il file' }).click()
}

// send fills a form and posts it, whatever the browser thinks of it.
async function send(page, fields) {
  const form = page.locator('main form[method=post]', { has: page.locator(`[name="${Object.keys(fields)[0]}"]`) }).first()
  await form.evaluate((node) => (node.noValidate = true))
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value)
  await form.locator('button[type=submit]:visible').last().click()
}

async function filled(page, path, fields) {
  await page.goto(url(path))
  await send(page, fields)
}

const stateFindings = noFindings()
const looks = async (page, what) => {
  await page.waitForLoadState()
  await page.setViewportSize(wide)
  await look(page, what, what, stateFindings)
  await page.setViewportSize(wide)
}

test('pages that no link leads to are sound too', async (t) => {
  for (const [what, [role, walk, status = 200]] of Object.entries(states)) {
    await t.test(what, async () => {
      const use = async (page, context) => {
        await context.addInitScript(axeSource)
        let last
        page.on('response', (response) => {
          if (response.request().isNavigationRequest() || response.request().method() === 'POST') last = response
        })
        await walk(page, context)
        await page.waitForFunction(() => document.readyState === 'complete')
        if (status === 422) await page.locator('#errori, .a-error').first().waitFor()
        await looks(page, what)
        assert.equal(last.status(), status)
      }
      await (role ? withStaff(role, {}, use) : withPage({}, use))
      none([...stateFindings.axe.splice(0), ...stateFindings.overflow.splice(0)], 'findings')
    })
  }
})

// Where no page of the table is opened here, and why.
const exceptions = {
  '/area': 'leads on to the desk of an account with one ente; enti.test.mjs opens it for one with several',
  '/area/{ipa}': 'leads on to the desk of the role',
  '/area/{ipa}/format-pt.xlsx': 'a file',
  '/area/{ipa}/piano.csv': 'a file',
  '/area/{ipa}/piano.xlsx': 'a file',
  '/area/{ipa}/rapporto.xlsx': 'a file',
  '/area/{ipa}/traguardi.csv': 'a file',
  '/accesso/oidc': 'leads on to the provider: oidc.test.mjs',
  '/accesso/oidc/ritorno': 'leads on from the provider: oidc.test.mjs',
}

test('every page of the written table of roles was opened', () => {
  none(written.filter((pattern) => !visited.has(pattern) && !(pattern in exceptions)), 'pages not opened')
  none(Object.keys(exceptions).filter((pattern) => !written.includes(pattern) || visited.has(pattern)), 'exceptions that are none')
})

test('the Nu checker finds no error in any page of the staff', { skip: noJava }, async (t) => {
  const pages = (await Promise.all(roles.map(crawled))).flatMap(({ pages }) => pages)
  const { errors, warnings } = await nu(pages)
  for (const warning of warnings) t.diagnostic(warning)
  none(errors, 'errors')
})
