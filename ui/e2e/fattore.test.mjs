// Where a second factor is demanded of a role (--require-second-factor), as a person lives through it: a program of its
// own, since nobody else could do anything there without one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { withPage } from './harness.mjs'
import { password, person, totp } from './people.mjs'
import { start } from './program.mjs'
import { axeSource, violations } from './visit.mjs'

const [ente, desk] = ['c_prova', '/area/c_prova/traguardi']
const setUp = '/area/account/secondo-fattore'

let site
before(async () => {
  site = await start([{ id: ente, name: 'Comune di Prova' }], ['--require-second-factor', 'admin,editor'])
})
after(async () => {
  if (site) assert.equal(await site.stop(), 0)
})

const at = (page) => new URL(page.url()).pathname
const reaches = (page, path) => page.waitForURL((address) => address.pathname === path)
const button = (page, name) => page.getByRole('button', { name, exact: true })

// arrive signs in with the password, on the way to the desk.
async function arrive(page, someone) {
  await page.goto(site.origin + desk)
  assert.equal(at(page), '/accesso', 'a password alone opens nothing')
  await someone.signIn(page)
}

test('of whom a second factor is demanded sets it up before anything else, and signs in with it', async () => {
  const someone = person('prova.chiesto', 'editor', { ente, at: site })
  let secret
  await withPage({}, async (page, context) => {
    await context.addInitScript(axeSource)
    await arrive(page, someone)
    await reaches(page, setUp)
    await page.getByText('Per il tuo ruolo il secondo fattore è obbligatorio').waitFor()

    // Whichever way they try, there is nothing but the own account.
    for (const wanted of [desk, '/area/c_prova/obiettivi/nuovo', '/area']) {
      await page.goto(site.origin + wanted)
      assert.equal(at(page), setUp, wanted)
    }
    const refused = await context.request.get(`${site.origin}/api/v1/organizations/${ente}/desk`)
    assert.equal(refused.status(), 403, 'the API with the same session')
    assert.equal((await context.request.get(`${site.origin}/area/account`)).status(), 200)

    await button(page, 'Comincia').click()
    secret = await page.locator('.a-secret').innerText()
    assert.deepEqual(await violations(page), [])
    await page.goto(site.origin + desk)
    assert.equal(at(page), setUp, 'one that was begun is none yet')
    await page.locator('[name=current_password]').fill(password)
    await page.locator('[name=code]').fill(totp(secret))
    await button(page, 'Attiva').click()
    await page.locator('.a-codes li').first().waitFor()
    await page.goto(site.origin + desk)
    assert.equal(at(page), desk)
    await button(page, 'Esci').click()
    await reaches(page, '/accesso/uscita')
  })
  await withPage({}, async (page) => {
    await arrive(page, someone)
    await reaches(page, '/accesso/codice')
    await arrive(page, someone)
    await reaches(page, '/accesso/codice')
    // A code is good once: the one that turned the factor on is spent, the next one is good already.
    await page.locator('[name=code]').fill(totp(secret, Date.now() + 30_000))
    await button(page, 'Entra').click()
    await reaches(page, desk)
  })
})

test('of whom none is demanded comes in with the password alone', () =>
  withPage({}, async (page) => {
    await arrive(page, person('prova.lettore', 'viewer', { ente, at: site }))
    await reaches(page, desk)
  }))
