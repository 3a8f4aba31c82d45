// A day of each role, from the sign-in to the public page that shows the result: with a script, without, by keyboard.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { narrow, program, url, withPage } from './harness.mjs'
import { person, press } from './people.mjs'
import { go, withStaff } from './staff.mjs'

const main = (page) => page.locator('main')
const says = async (page, text) => assert.ok((await main(page).innerText()).includes(text), `the page says: ${text}\n${(await main(page).innerText()).slice(0, 1500)}`)

const milestone = (page, id) => page.locator(`li[id="${id}"]`)

for (const { how, options, id, link } of [
  { how: 'with a script', options: {}, id: 'OB-03.4', link: 'https://www.comune.example.it/albo/stanza-pronta' },
  { how: 'without a script, on a phone', options: { javaScriptEnabled: false, viewport: narrow }, id: 'OB-03.5', link: 'https://www.comune.example.it/albo/sportello' },
]) {
  const objective = id.split('.')[0]
  const note = `Pronto, provato da sei colleghi (${how}).`
  const question = `Chi lo ha provato (${how})?`
  const answer = `Sei colleghi dell’anagrafe e dei tributi (${how}).`

  test(`the office reports a milestone as done, is asked, answers, is confirmed, and the citizen sees it: ${how}`, async (t) => {
    await t.test('done needs evidence, and what was typed stays', () =>
      withStaff('contributor', options, async (page) => {
        await go(page, '/area')
        await milestone(page, id).getByRole('link', { name: /Aggiorna/ }).click()
        const form = milestone(page, id).locator('form.a-edit')
        await form.locator('[name=state]').selectOption('done')
        await form.locator('[name=percent]').fill('100')
        await form.locator('[name=note]').fill(note)
        await form.getByRole('button', { name: /Salva/ }).click()
        await page.locator('#errori, .a-errors, .a-error').first().waitFor()
        assert.equal(await form.locator('[name=note]').inputValue(), note)
        const evidence = form.locator('[name="evidence.url"]')
        if (!(await evidence.isVisible())) await form.locator('details.a-evidence summary').click()
        await evidence.fill(link)
        await form.getByRole('button', { name: /Salva/ }).click()
        await milestone(page, id).locator('.a-own-said').first().waitFor()
      }))

    await t.test('the assessore asks', () =>
      withStaff('reviewer', options, async (page) => {
        await go(page, '/area')
        await page.locator('.a-queued', { hasText: id }).first().click()
        await says(page, note)
        await page.locator('form.a-verdict textarea').fill(question)
        await page.locator('form.a-verdict button[value=questioned]').click()
        await page.waitForURL(/verifica/)
      }))

    await t.test('the office reads the question and answers', () =>
      withStaff('contributor', options, async (page) => {
        await go(page, '/area')
        const asked = page.locator('section.a-ask', { hasText: question })
        await asked.locator('textarea').fill(answer)
        await asked.getByRole('button', { name: 'Rispondi', exact: true }).click()
        await asked.waitFor({ state: 'detached' })
      }))

    await t.test('the assessore confirms', () =>
      withStaff('reviewer', options, async (page) => {
        await go(page, '/area')
        await page.locator('.a-queued', { hasText: id }).first().click()
        await says(page, answer)
        await page.locator('form.a-verdict button[value=confirmed]').click()
        await page.waitForURL(/verifica/)
      }))

    await t.test('the citizen sees it, without the question', () =>
      withPage({}, async (page) => {
        await page.goto(url(`/enti/c_m403/obiettivi/${objective}`))
        const row = page.locator(`#t${id.split('.')[1]}`)
        assert.match(await row.innerText(), /Fatto|Raggiunto/i)
        assert.equal(await row.locator(`a[href="${link}"]`).count(), 1)
        const text = await main(page).innerText()
        assert.ok(text.includes(answer), 'the answer is a note of the milestone')
        assert.ok(!text.includes(question), 'the question is not public')
        assert.match(text, /Verificato/i)
      }))
  })
}

test('the assessore works through the queue by keyboard alone', () =>
  withStaff('reviewer', {}, async (page) => {
    await go(page, '/area/c_m403/verifica')
    const before = Number(await page.locator('#coda-t .a-n').innerText())
    assert.ok(before > 0, 'something waits')
    const first = await page.locator('.a-queue-list a').first().getAttribute('href')
    await press(page, page.locator('.a-queue-list a').first())
    await page.waitForURL((address) => address.pathname + address.search === new URL(first, program.origin).pathname + new URL(first, program.origin).search)
    await page.keyboard.press('d')
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA', 'D leads to the note')
    await page.keyboard.type('c') // a letter in a field is a letter
    assert.equal(await page.locator('form.a-verdict textarea').inputValue(), 'c')
    await page.keyboard.press('Backspace')
    await page.evaluate(() => document.activeElement.blur())
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('c')
    await page.waitForFunction((n) => Number(document.querySelector('#coda-t .a-n')?.textContent) < n, before)
  }))

test('a session that ends while somebody types: sign in, and the text is still there, not yet saved', async () => {
  const { signIn } = person('prova.sessione', 'contributor', { office: 'servizi-informatici' })
  await withPage({ javaScriptEnabled: false }, async (page, context) => {
    await page.goto(url('/area'))
    await signIn(page)
    await page.waitForURL(/\/area\/c_m403\/ufficio/)
    await milestone(page, 'OB-08.5').getByRole('link', { name: /Aggiorna/ }).click()
    const typed = 'Spento il primo dei tre server; gli altri due a gennaio.'
    await page.locator('form.a-edit [name=note]').fill(typed)
    await context.clearCookies()
    await page.locator('form.a-edit').getByRole('button', { name: /Salva/ }).click()
    await page.locator('[name=password]').waitFor()
    await signIn(page)
    await page.locator('form.a-edit [name=note]').waitFor()
    assert.equal(await page.locator('form.a-edit [name=note]').inputValue(), typed)
    const objective = await (await fetch(url('/api/v1/organizations/c_m403/milestones/OB-08.5/updates'))).text()
    assert.ok(!objective.includes(typed), 'nothing was written')
    await page.locator('form.a-edit').getByRole('button', { name: /Salva/ }).click()
    await milestone(page, 'OB-08.5').locator('.a-own-said').first().waitFor()
    assert.ok((await (await fetch(url('/api/v1/organizations/c_m403/milestones/OB-08.5/updates'))).text()).includes(typed), 'now it is')
  })
})

test('sign-out ends the session, for whoever kept its cookie too', async () => {
  const { signIn } = person('prova.uscita', 'viewer')
  await withPage({}, async (page, context) => {
    await page.goto(url('/area'))
    await signIn(page)
    await page.getByRole('button', { name: 'Esci' }).waitFor()
    const kept = await context.storageState()
    assert.ok(kept.cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax'), 'the cookie is HttpOnly and Lax')
    await page.getByRole('button', { name: 'Esci' }).click()
    await page.waitForURL(/\/accesso/)
    for (const options of [{ storageState: await context.storageState() }, { storageState: kept }]) {
      await withPage(options, async (other) => {
        await other.goto(url('/area'))
        assert.match(other.url(), /\/accesso/)
      })
    }
  })
})
