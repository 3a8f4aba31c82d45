// Sign-in with an OpenID Connect provider as a browser lives through it: from one site to another and back, which is
// where cookies (SameSite) and the policy of the pages (form-action) have a say. The provider is that of the Go tests.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'

import { withPage } from './harness.mjs'
import { password as localPassword } from './people.mjs'
import { start } from './program.mjs'

const root = resolve(import.meta.dirname, '../..')
const go = process.env.GO ?? 'go'
const noGo = spawnSync(go, ['version']).status === 0 ? false : 'go is not installed: it builds the provider'
const [secret, password] = ['segreto-del-programma', 'la strada verso Rossano']
const button = 'Entra con le credenziali del Comune'

let folder, provider, site
before(async () => {
  if (noGo) return
  folder = mkdtempSync(join(tmpdir(), 'traguardi-oidc-'))
  provider = await runProvider()
  const file = join(folder, 'secret')
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  site = await start(
    [{ id: 'c_prova', name: 'Comune di Prova' }],
    ['--local-sign-in=false', '--oidc-issuer', provider.issuer, '--oidc-client-id', 'traguardi', '--oidc-client-secret-file', file, '--oidc-name', button],
  )
  await provider.tell({
    client: { id: 'traguardi', secret, claimsInIDToken: true, return: [`${site.origin}/accesso/oidc/ritorno`], left: [`${site.origin}/accesso/uscita`] },
  })
})
after(async () => {
  provider?.stop()
  if (site) assert.equal(await site.stop(), 0)
  if (folder) rmSync(folder, { recursive: true, force: true })
})

async function runProvider() {
  const program = join(folder, 'oidcserve')
  const built = spawnSync(go, ['build', '-o', program, './internal/testkit/oidcserve'], { cwd: root, encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const line = async () => (await once(lines, 'line'))[0]
  return {
    issuer: await line(),
    async tell(news) {
      const heard = line()
      child.stdin.write(`${JSON.stringify(news)}\n`)
      assert.equal(await heard, 'known')
    },
    stop: () => child.stdin.end(),
  }
}

const withRoles = (...roles) =>
  provider.tell({ person: { subject: 'persona', password, claims: { email: 'nome.cognome@comune.example', email_verified: true, traguardi_roles: roles } } })

// atProvider answers the provider, which asks who is there.
async function atProvider(page) {
  await page.waitForURL((address) => address.origin === provider.issuer)
  await page.locator('[name=subject]').fill('persona')
  await page.locator('[name=password]').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

// leave signs out, here and at the provider, and comes back.
async function leave(page) {
  await page.getByRole('button', { name: 'Esci' }).click()
  await page.waitForURL(`${site.origin}/accesso/uscita`)
  assert.equal(await page.locator('h1').innerText(), 'Accesso chiuso')
}

for (const [how, options] of [['with a script', {}], ['without a script', { javaScriptEnabled: false }]]) {
  test(`to the provider and back, with the role that it tells; out of both at once: ${how}`, { skip: noGo }, () =>
    withPage(options, async (page, context) => {
      const refused = []
      page.on('console', (message) => message.type() === 'error' && refused.push(message.text()))
      await withRoles('c_prova:editor')
      await page.goto(`${site.origin}/area/c_prova/obiettivi`)
      assert.equal(await page.locator('main form').count(), 0, 'there is no form for a password')
      await page.getByRole('link', { name: button }).click()
      await atProvider(page)
      await page.waitForURL(`${site.origin}/area/c_prova/obiettivi`)
      await page.getByRole('link', { name: 'Nuovo obiettivo' }).click()
      const own = (await context.cookies(site.origin)).filter(({ domain }) => domain === '127.0.0.1')
      assert.equal(own.length, 1, `the session and nothing left of the way: ${own.map(({ name }) => name)}`)
      assert.deepEqual([own[0].httpOnly, own[0].sameSite], [true, 'Lax'])

      // The session ends while something is typed: signed in beside it, it is all there.
      await page.locator('[name=title]').fill('Scritto prima che finisse la sessione')
      await context.clearCookies({ domain: '127.0.0.1' })
      await page.getByRole('button', { name: 'Aggiungi l’obiettivo' }).click()
      const beside = context.waitForEvent('page')
      await page.getByRole('link', { name: button }).click()
      const other = await beside
      await other.waitForURL(`${site.origin}/accesso/ripresa`) // the provider still knows who it is
      await other.close()
      await page.getByRole('button', { name: 'Riprendi quello che stavi scrivendo' }).click()
      assert.equal(await page.locator('[name=title]').inputValue(), 'Scritto prima che finisse la sessione')

      await leave(page)
      await withRoles('c_prova:viewer')
      await page.goto(`${site.origin}/area/c_prova/obiettivi`)
      await page.getByRole('link', { name: button }).click()
      await atProvider(page) // it asks again: its own session ended too
      await page.waitForURL(`${site.origin}/area/c_prova/obiettivi`)
      assert.equal(await page.getByRole('link', { name: 'Nuovo obiettivo' }).count(), 0, 'a viewer now')

      await leave(page)
      await withRoles()
      await page.getByRole('link', { name: 'Vai all’accesso' }).click()
      await page.getByRole('link', { name: button }).click()
      await atProvider(page)
      await page.getByText('Non hai un ruolo in nessun ente').waitFor()
      assert.deepEqual(refused.filter((text) => /Content Security Policy|SameSite/i.test(text)), [])
    }))
}

test('where local sign-in is switched off no password lets anybody in', { skip: noGo }, () =>
  withPage({}, async (page) => {
    const email = 'capo@comune.example.it'
    site.command(['user', 'create', '--email', email, '--role', 'admin', '--organization', 'c_prova'], `${localPassword}\n`)
    await page.goto(`${site.origin}/accesso/recupero`)
    assert.equal(await page.locator('main form').count(), 0)
    assert.match(await page.locator('main').innerText(), /usa il servizio di accesso del tuo ente/)
    const answer = await fetch(`${site.origin}/accesso`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: site.origin },
      body: new URLSearchParams({ email, password: localPassword }),
    })
    assert.equal(answer.headers.get('set-cookie'), null)
    assert.match(await answer.text(), /Qui non si entra con una password/)
  }))
