// The way in and the own account: passwords that are wrong, the second factor, sessions, API tokens, and forms that are
// sent twice or by somebody whose session has ended.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { url, withPage } from './harness.mjs'
import { password, enter, person, refused, totp, withPerson } from './people.mjs'
import { axeSource, violations } from './visit.mjs'

const button = (page, name) => page.getByRole('button', { name, exact: true })
const api = (path, token, more) => fetch(url(`/api/v1${path}`), { ...more, headers: { authorization: `Bearer ${token}`, ...more?.headers } })

test('a wrong password and an unknown address are told alike; whoever goes on guessing has to wait', () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    const someone = person('prova.tentativi', 'viewer')
    await page.goto(url('/accesso'))
    const told = []
    for (const email of ['nessuno.qui@esempio.invalid', someone.email]) {
      await enter(page, email, 'una password sbagliata')
      await refused(page, /L’indirizzo e-mail o la password non sono giusti\./)
      assert.equal(await page.locator('[name=email]').inputValue(), email, 'the address comes back')
      assert.equal(await page.locator('[name=password]').inputValue(), '')
      told.push(await page.locator('#errori').innerText())
    }
    assert.equal(told[0], told[1])
    // What Chromium would ask of a form without a script is not what slows down: the answers are.
    let answer
    for (let tries = 0; tries < 20; tries++) {
      answer = page.waitForResponse((response) => response.request().method() === 'POST')
      await enter(page, someone.email, 'una password sbagliata')
      if ((await answer).status() === 429) break
    }
    const slowed = await answer
    assert.equal(slowed.status(), 429)
    assert.ok(Number(slowed.headers()['retry-after']) >= 1)
    await refused(page, /Troppi tentativi sbagliati\. Aspetta \d+ second[oi] e riprova\./)
  }))

test('the second factor: set up by the key that can be typed, asked for at the sign-in, and the recovery codes', async () => {
  const someone = person('prova.fattore', 'viewer')
  let secret, codes
  await withPerson(someone, { javaScriptEnabled: false }, async (page) => {
    await page.goto(url('/area/account'))
    await page.getByRole('link', { name: 'Attiva il secondo fattore' }).click()
    await button(page, 'Comincia').click()
    secret = await page.locator('.a-secret').innerText()
    await page.locator('[name=current_password]').fill(password)
    await page.locator('[name=code]').fill('000000' === totp(secret) ? '111111' : '000000')
    await button(page, 'Attiva').click()
    await refused(page, /Codice/)
    assert.equal(await page.locator('.a-secret').innerText(), secret, 'a wrong code changes nothing of the key')
    await page.locator('[name=current_password]').fill(password)
    await page.locator('[name=code]').fill(totp(secret))
    await button(page, 'Attiva').click()
    await page.locator('.a-codes li').first().waitFor()
    codes = await page.locator('.a-codes li').allInnerTexts()
    await page.goto(url('/area/account'))
    assert.match(await page.locator('main').innerText(), new RegExp(`restano ${codes.length} codici`))
    await page.goto(url('/area/account/codici'))
    for (const code of codes) assert.ok(!(await page.content()).includes(code), 'they are shown once')
  })
  const half = (use) =>
    withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(url('/area/account'))
      await someone.signIn(page)
      await page.waitForURL(/\/accesso\/codice/)
      return use(page, async (code) => {
        await page.locator('[name=code]').fill(code)
        await button(page, 'Entra').click()
      })
    })
  await half(async (page, answer) => {
    await page.goto(url('/area/account'))
    assert.match(page.url(), /\/accesso/, 'a password alone opens nothing')
    await page.goto(url('/accesso/codice?prosegui=/area/account'))
    // A code is good once: the one that turned the factor on is spent, the next one is good already.
    await answer(totp(secret, Date.now() + 30_000))
    await page.waitForURL(/\/area\/account$/)
  })
  await half(async (page, answer) => {
    await answer(codes[0])
    await page.waitForURL(/\/area\/account$/)
    assert.match(await page.locator('main').innerText(), new RegExp(`restano ${codes.length - 1} codici`))
  })
  await half(async (page, answer) => {
    await answer(codes[0])
    await refused(page, /Codice/)
    assert.equal(await page.locator('[name=code]').inputValue(), '')
  })
})

test('sessions are listed, and one is ended from another', async () => {
  const someone = person('prova.sessioni', 'viewer')
  await withPerson(someone, {}, (page) =>
    withPerson(someone, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }, async (other) => {
      await page.goto(url('/area/account'))
      assert.equal(await page.locator('.a-sessions li').count(), 2)
      await page.locator('.a-sessions li', { hasText: 'Firefox' }).getByRole('button').click()
      await page.getByText('Sessione chiusa.').waitFor()
      assert.equal(await page.locator('.a-sessions li').count(), 1)
      await other.goto(url('/area/account'))
      assert.match(other.url(), /\/accesso\?/)
      await someone.signIn(other)
      await other.waitForURL(/\/area\/account$/) // back to where they were going
      await page.reload()
      await page.getByRole('button', { name: 'Chiudi l’altra sessione' }).click()
      await page.getByText('Sessione chiusa.').waitFor()
      await other.goto(url('/area'))
      assert.match(other.url(), /\/accesso/)
    }),
  )
})

test('an API token is shown once, is good for its scope, and no longer once it is revoked', async () => {
  const someone = person('prova.token', 'editor')
  await withPerson(someone, { javaScriptEnabled: false }, async (page) => {
    const made = async (name, scope) => {
      await page.goto(url('/area/account'))
      await page.getByRole('link', { name: 'i tuoi token' }).click()
      await page.locator('[name=name]').fill(name)
      await page.locator('[name=scope]').selectOption(scope)
      await button(page, 'Fai il token').dblclick()
      return page.locator('.a-secret').innerText()
    }
    const reader = await made('Cruscotto', 'read')
    const writer = await made('Aggiornamenti', 'write')
    await page.goto(url('/area/account/token'))
    assert.deepEqual(await page.locator('main tbody th').allInnerTexts().then((names) => names.sort()), ['Aggiornamenti', 'Cruscotto'], 'a double click makes one')
    for (const token of [reader, writer]) assert.ok(!(await page.content()).includes(token), 'it is not shown again')

    const milestone = '/organizations/c_m403/milestones/OB-13.3'
    const desk = '/organizations/c_m403/desk'
    assert.equal((await api(desk, reader)).status, 200)
    const write = async (token) => {
      const { headers } = await api(milestone, token)
      return api(`${milestone}/updates`, token, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'if-match': headers.get('etag') },
        body: JSON.stringify({ note: 'Scritto da un programma.' }),
      })
    }
    assert.equal((await write(reader)).status, 403, 'it may only read')
    assert.equal((await write(writer)).status, 201)
    assert.equal((await api('/organizations/c_m403/accounts', writer)).status, 403, 'it may no more than its owner')
    assert.equal((await api(desk, `${reader}x`)).status, 401)

    await page.locator('tr', { hasText: 'Cruscotto' }).locator('summary').click()
    await button(page, 'Revoca il token Cruscotto').click()
    await page.getByText('Token revocato.').waitFor()
    assert.equal((await api(desk, reader)).status, 401)
    assert.equal((await api(desk, writer)).status, 200)
  })
})

test('a double click is one write, a reload is none', async () => {
  const someone = person('prova.doppio', 'contributor', { office: 'pubblica-istruzione' })
  for (const options of [{}, { javaScriptEnabled: false }]) {
    const id = 'OB-13.6'
    await withPerson(someone, options, async (page) => {
      const row = page.locator(`li[id="${id}"]`)
      const note = `Una volta sola, ${options.javaScriptEnabled === false ? 'senza' : 'con'} script.`
      await row.getByRole('link', { name: /Aggiorna/ }).click()
      await row.locator('form.a-edit [name=note]').fill(note)
      await row.locator('form.a-edit').getByRole('button', { name: /Salva/ }).dblclick()
      await row.locator('.a-own-said').first().waitFor()
      await page.reload()
      await row.locator('.a-own-said').first().waitFor()
      const { items } = await (await fetch(url(`/api/v1/organizations/c_m403/milestones/${id}/updates`))).json()
      assert.equal(items.filter((one) => one.note === note).length, 1)
    })
  }
})

test('a password can be shown, and a new one says how strong it is; what is sent is a password', () =>
  withPerson(person('prova.robusta', 'viewer'), {}, async (page) => {
    await page.context().addInitScript(axeSource)
    await page.goto(url('/area/account/password'))
    const [current, next, again] = ['current_password', 'password', 'password_again'].map((name) => page.locator(`[name=${name}]`))
    const boxes = page.getByLabel('Mostra la password')
    assert.equal(await boxes.count(), 3)
    const says = page.locator('.a-strength [role=status]')
    assert.equal(await says.isVisible(), false, 'nothing is said of nothing')
    for (const [typed, said] of [
      ['corta', 'Troppo corta. Caratteri che mancano: 7'],
      ['abcdefghijkl', 'Debole: si indovina'],
      ['password1234', 'Debole: si indovina'],
      ['una mela bb', 'Troppo corta. Caratteri che mancano: 1'],
      ['tavolo cedro', 'Discreta: allungala'],
      ['kX9#mQ2vLp7z', 'Buona'],
      ['un’altra frase da ricordare', 'Ottima'],
    ]) {
      await next.fill(typed)
      assert.equal(await says.innerText(), said, typed)
    }
    assert.deepEqual(await violations(page), [])
    await boxes.nth(1).check()
    assert.deepEqual(await Promise.all([current, next, again].map((field) => field.getAttribute('type'))), ['password', 'text', 'password'])
    await boxes.nth(1).uncheck()
    assert.equal(await next.getAttribute('type'), 'password')
    await boxes.nth(1).check()
    await current.fill(password)
    await again.fill('un’altra frase da ricordare')
    const sent = await page.evaluate(() => {
      const field = document.querySelector('[name=password]')
      field.form.addEventListener('submit', (event) => event.preventDefault(), { once: true })
      field.form.requestSubmit()
      return field.type
    })
    assert.equal(sent, 'password')
    await button(page, 'Cambia la password').click()
    await page.waitForURL(/esito=password/)
  }))

test('without a script a password has neither box nor words', () =>
  withPerson(person('prova.muta', 'viewer'), { javaScriptEnabled: false }, async (page) => {
    await page.goto(url('/area/account/password'))
    await page.locator('[name=password]').fill('abcdefghijkl')
    assert.equal(await page.locator('.a-reveal:visible, .a-strength:visible').count(), 0)
  }))
