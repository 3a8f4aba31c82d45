// The day of whoever administers: from the first link of a new installation to the audit trail; and of the people who are
// invited, who lose their way in, and find it again: by mail, and by a link that is handed over.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { url, wide, withPage } from './harness.mjs'
import { enter, person, press, reach, refused, type, withPerson } from './people.mjs'
import { linkIn, post } from './posta.mjs'
import { start } from './program.mjs'
import { go, withStaff } from './staff.mjs'

const at = '/area/c_prova/amministrazione'
const button = (page, name) => page.getByRole('button', { name, exact: true })
const noticed = (page, text = 'Salvato.') => page.locator('.a-notice[role=status]', { hasText: text }).waitFor()
const admin = { email: 'capo@comune.example.it', password: 'il ponte sul fiume Crati' }

let office, site // the mail server, the installation
before(async () => {
  office = await post()
  site = await start(
    [{ id: 'c_prova', name: 'Comune di Prova' }],
    ['--smtp-host', '127.0.0.1', '--smtp-port', String(office.port), '--smtp-tls', 'none', '--mail-from', 'traguardi@comune.example.it'],
  )
})
after(async () => {
  assert.equal(await site?.stop(), 0)
  office?.close()
})

const here = (path) => new URL(path, site.origin).href
const asAdmin = (options, use) => withPerson({ signIn: (page) => enter(page, admin.email, admin.password) }, { viewport: wide, ...options }, use, site)
const publicText = (path) => withPage({}, async (page) => (await page.goto(here(path)), page.locator('main').innerText()))

// choose types a password twice on the page of a link.
async function choose(page, secret, again = secret) {
  await page.locator('[name=password]').fill(secret)
  await page.locator('[name=password_again]').fill(again)
  await page.locator('main form button[type=submit]').click()
}

test('the first account is made with the link that the log tells, once', () =>
  withPage({}, async (page) => {
    const { link } = site.log.flatMap((line) => JSON.parse(line)).find((record) => record.link)
    await page.goto(link)
    await page.locator('[name=email]').fill(admin.email)
    await choose(page, 'password1234')
    await refused(page, /È tra le password più usate/)
    assert.equal(await page.locator('[name=email]').inputValue(), admin.email, 'the form comes back filled')
    assert.equal(await page.locator('[name=password]').inputValue(), '', 'but for the password')
    await choose(page, admin.password)
    await page.waitForURL(/\/area\/c_prova/)
    await page.locator('#primi-passi-t').waitFor()
    await page.goto(link)
    assert.equal(await page.locator('h1').innerText(), 'Collegamento non più valido')
  }))

for (const { how, options, name } of [
  { how: 'with a script', options: {}, name: 'uno' },
  { how: 'without a script', options: { javaScriptEnabled: false }, name: 'due' },
]) {
  test(`a day of the administration: ${how}`, async (t) => {
    const invited = `referente.${name}@comune.example.it`
    const [first, second] = ['la barca nel porto vecchio', 'sette pini dietro la torre']
    const away = `Ufficio ${name} che confluisce`
    const stays = `Ufficio ${name} che resta`
    await asAdmin(options, async (page) => {
      await t.test('a text of the ente is changed, and read by everybody', async () => {
        await page.goto(here(at))
        await page.getByRole('link', { name: 'Testi', exact: true }).click()
        await page.locator('[name=introduction]').fill(`Un piano per **tutti** (${name}).`)
        await button(page, 'Salva').click()
        await noticed(page)
        assert.ok((await publicText('/enti/c_prova')).includes(`Un piano per tutti (${name}).`))
      })

      await t.test('offices and a sector are added; a code in use is told at its field', async () => {
        for (const [title, code] of [[away, `via-${name}`], [stays, `resta-${name}`]]) {
          await page.goto(here(`${at}/uffici`))
          await page.getByRole('link', { name: 'Aggiungi un ufficio' }).click()
          await page.locator('[name=name]').fill(title)
          if (title === stays) {
            await page.locator('[name=code]').fill(`via-${name}`)
            await button(page, 'Aggiungi').click()
            await refused(page, /in uso/)
            assert.equal(await page.locator('[name=name]').inputValue(), title)
            assert.equal(await page.locator('[name=code]').getAttribute('aria-invalid'), 'true')
          }
          await page.locator('[name=code]').fill(code)
          await button(page, 'Aggiungi').dblclick() // an impatient hand: one office, and no complaint
          await noticed(page, 'Aggiunto.')
        }
        await page.goto(here(`${at}/settori/nuovo`))
        await page.locator('[name=name]').fill(`Settore ${name}`)
        await button(page, 'Aggiungi').click()
        await noticed(page, 'Aggiunto.')
        assert.ok((await publicText('/enti/c_prova/uffici')).includes(stays))
      })

      await t.test('somebody is invited by mail, once, and chooses a password', async () => {
        await page.goto(here(`${at}/account`))
        await page.locator('[name=email]').fill(invited)
        await page.locator('[name=role]').selectOption('contributor')
        await button(page, 'Invita').click()
        await refused(page, /Un referente ha un ufficio/)
        assert.equal(await page.locator('[name=email]').inputValue(), invited)
        await page.locator('[name=office]').selectOption(`via-${name}`)
        await button(page, 'Invita').dblclick()
        await noticed(page, 'Il collegamento parte per posta')
        const letter = await office.letter(invited)
        assert.match(letter, /Comune di Prova/)
        await withPage(options, async (other) => {
          await other.goto(linkIn(letter))
          assert.match(await other.locator('main').innerText(), new RegExp(invited))
          await choose(other, 'la mia password è', 'la mia password era')
          await refused(other, /Le due password sono diverse/)
          await choose(other, 'corta')
          await refused(other, /Almeno 12 caratteri/)
          await choose(other, 'qwertyuiop123')
          await refused(other, /È tra le password più usate/)
          assert.equal(await other.locator('[name=password]').getAttribute('aria-invalid'), 'true')
          await choose(other, first)
          await other.waitForURL(/\/area\/c_prova\/ufficio/)
          await other.getByRole('button', { name: 'Esci' }).click()
          await other.waitForURL(/\/accesso/)
          await other.goto(here('/area'))
          await enter(other, invited, first)
          await other.waitForURL(/\/area\/c_prova\/ufficio/)

          await page.goto(here(`${at}/account`))
          await page.getByRole('link', { name: invited }).click()
          await page.locator('[name=role]').selectOption('editor')
          await page.locator('[name=office]').selectOption('')
          await button(page, 'Salva').dblclick()
          await noticed(page)
          await other.goto(here('/area'))
          assert.match(other.url(), /\/traguardi/, 'the new role counts from the next page on')
          await page.locator('[name=role]').selectOption('contributor')
          await page.locator('[name=office]').selectOption(`via-${name}`)
          await button(page, 'Salva').click()
          await noticed(page)
        })
      })

      await t.test('an office is merged into another: its people go along, its page says where it went', async () => {
        await page.goto(here(`${at}/uffici`))
        await page.getByRole('link', { name: `Unisci ${away}` }).click()
        await page.locator('[name=into]').selectOption({ label: stays })
        await button(page, 'Unisci').click()
        await noticed(page, 'Uffici uniti.')
        await page.goto(here(`${at}/account`))
        assert.match(await page.locator('tr', { hasText: invited }).innerText(), new RegExp(stays))
        assert.match(await publicText(`/enti/c_prova/uffici/via-${name}`), new RegExp(stays))
      })

      await t.test('a sector that is hidden is no longer to choose', async () => {
        await page.goto(here('/area/c_prova/obiettivi/nuovo'))
        assert.equal(await page.getByLabel(`Settore ${name}`).count(), 1)
        await page.goto(here(`${at}/settori`))
        await page.getByRole('link', { name: `Modifica Settore ${name}` }).click()
        await page.locator('[name=hidden]').check()
        await button(page, 'Salva').click()
        await noticed(page)
        await page.goto(here('/area/c_prova/obiettivi/nuovo'))
        assert.equal(await page.getByLabel(`Settore ${name}`).count(), 0)
      })

      await t.test('whoever forgot the password gets a link by mail, and nobody learns who has an account', async () => {
        await withPage(options, async (other) => {
          const said = []
          for (const email of ['nessuno@comune.example.it', invited]) {
            await other.goto(here('/accesso'))
            await other.getByRole('link', { name: 'Non riesci a entrare?' }).click()
            await other.locator('[name=email]').fill(email)
            await button(other, 'Manda il collegamento').click()
            await other.locator('.a-notice').waitFor()
            said.push(await other.locator('main').innerText())
          }
          assert.equal(said[0], said[1])
          await other.goto(linkIn(await office.letter(invited, 2)))
          await choose(other, second)
          await other.waitForURL(/\/area\/c_prova/)
          assert.match(await office.letter(invited, 3), /password/i, 'a letter tells that it was changed')
          assert.deepEqual(office.letters.filter(({ to }) => to.includes('nessuno@comune.example.it')), [])
        })
        await withPage(options, async (other) => {
          await other.goto(here('/area'))
          await enter(other, invited, first)
          await refused(other, /non sono giusti/)
          await enter(other, invited, second)
          await other.waitForURL(/\/area\/c_prova/)
        })
      })

      await t.test('the trail has it all, and its chain is whole', async () => {
        await page.goto(here(`${at}/registro`))
        assert.match(await page.locator('.a-chain').innerText(), /La catena è intera/)
        const text = await page.locator('main table').innerText()
        for (const entry of ['Testi dell’ente cambiati', 'Ufficio aggiunto', 'Ufficio unito a un altro', 'Settore cambiato', 'Un account è stato aggiunto o cambiato']) {
          assert.ok(text.includes(entry), `${entry} is an entry`)
        }
        await page.locator('[name=azione]').selectOption('office.create')
        await button(page, 'Filtra').click()
        await page.waitForURL(/azione=office\.create/)
        await page.locator('[name=quale]').fill(`resta-${name}`)
        await button(page, 'Filtra').click()
        await page.waitForURL(/quale=resta/)
        assert.equal(await page.locator('main tbody tr').count(), 1, 'the office was added once')
        assert.ok(!(await page.content()).includes(second), 'no password in it')
      })
    })
    assert.equal(office.letters.filter(({ to }) => to.includes(invited)).length, 3, 'no letter was sent twice')
  })
}

test('a day of the administration by keyboard alone', () =>
  withPage({ viewport: wide }, async (page) => {
    await page.goto(here('/area'))
    await page.keyboard.type(admin.email)
    await type(page, page.locator('[name=password]'), admin.password)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/area\/c_prova/)
    await press(page, page.locator('.a-nav').getByRole('link', { name: 'Amministrazione' }))
    await page.waitForURL(/amministrazione$/)
    await press(page, page.getByRole('link', { name: 'Testi', exact: true }))
    await page.waitForURL(/testi$/)
    await type(page, page.locator('[name=introduction]'), 'Scritto senza mouse.')
    await press(page, button(page, 'Salva'))
    await noticed(page)
    await page.goto(here(`${at}/account`))
    await type(page, page.locator('[name=email]'), 'tastiera@comune.example.it')
    await reach(page, page.locator('[name=role]'))
    await page.keyboard.type('Lettura')
    await press(page, button(page, 'Invita'))
    await noticed(page, 'Il collegamento parte per posta')
    assert.match(await publicText('/enti/c_prova'), /Scritto senza mouse\./)
    assert.match(await office.letter('tastiera@comune.example.it'), /accesso\/link/)
  }))

test('without mail the link is handed over: shown once, good once', () =>
  withStaff('admin', { javaScriptEnabled: false }, async (page) => {
    const lost = person('chiusa.fuori', 'viewer')
    await go(page, '/area/c_m403/amministrazione/account')
    await page.getByRole('link', { name: lost.email }).click()
    const account = page.url()
    await page.getByRole('link', { name: 'Nuovo collegamento per la password' }).click()
    await button(page, 'Fai il collegamento').click()
    const link = await page.locator('#f-link').inputValue()
    await page.goto(account)
    assert.ok(!(await page.content()).includes(link), 'it is shown once')
    await go(page, '/area/c_m403/amministrazione/account')
    await page.locator('[name=email]').fill('invitata.a.mano@comune.example.it')
    await page.locator('[name=role]').selectOption('viewer')
    await button(page, 'Invita').dblclick() // the link is still there to be copied
    await page.locator('#f-link').waitFor()
    for (const [email, address] of [[lost.email, link], ['invitata.a.mano@comune.example.it', await page.locator('#f-link').inputValue()]]) {
      await withPage({ javaScriptEnabled: false }, async (other) => {
        await other.goto(address)
        await choose(other, 'tre gatti sul muro di casa')
        await other.waitForURL(/\/area\/c_m403/)
        await other.getByRole('button', { name: 'Esci' }).click()
        await other.goto(address)
        assert.equal(await other.locator('h1').innerText(), 'Collegamento non più valido')
        await other.goto(url('/area'))
        await enter(other, email, 'tre gatti sul muro di casa')
        await other.waitForURL(/\/area\/c_m403/)
      })
    }
  }))
