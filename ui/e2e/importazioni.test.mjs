// A day with files: a list from Redmine and a national file become part of the plan, tried first, with a script and
// without; the plan is taken out, put right and handed in again.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { narrow, url, wide, withPage } from './harness.mjs'
import { go, withStaff } from './staff.mjs'
import { axeSource, overflowing, violations } from './visit.mjs'

const list = '/area/c_m403/importazioni'
const button = (page, name) => page.getByRole('button', { name, exact: true })
const words = async (page) => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ')

// What Redmine writes in Italian on Windows: semicolons, Windows-1252, persons as assignees.
const redmine = (reference, version) =>
  Buffer.from(
    [
      '#;Progetto;Tracker;Stato;Priorit\xe0;Oggetto;Assegnato a;Aggiornato;Versione prevista;Scadenza;% fatto;Canale',
      `${reference};Sito;Attivit\xe0;Chiusa;Normale;Gara per la rete ${reference};Anna Verdi;;${version};30/09/2026;100;web`,
      `${reference + 1};Sito;Attivit\xe0;In corso;Alta;Verifica dell\x92accessibilit\xe0 ${reference};Bruno Neri;;${version};31/12/2030;40;web`,
      `${reference + 2};Sito;Attivit\xe0;In corso;Alta;Una data che non c\x92\xe8 ${reference};Bruno Neri;;${version};31/02/2030;10;web`,
    ].join('\r\n'),
    'latin1',
  )

async function handIn(page, part, name, buffer) {
  await go(page, list)
  const form = page.locator(`form:has([name=modulo][value=${part}])`)
  await form.locator('[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await button(form, 'Prova il file').click()
}

// ended waits for an import; without a script somebody has to look again.
async function ended(page, heading) {
  const title = page.getByRole('heading', { level: 1, name: heading })
  for (let turn = 0; turn < 20 && (await title.count()) === 0; turn += 1) {
    const again = page.getByRole('link', { name: 'Guarda a che punto è' })
    if (await again.count()) await again.click({ timeout: 2000 }).catch(() => {}) // the script was quicker
    else await page.waitForTimeout(200)
  }
  await title.waitFor()
}

async function sound(page, what, scripted) {
  for (const size of [narrow, wide]) {
    await page.setViewportSize(size)
    assert.deepEqual(await overflowing(page), [], `${what} at ${size.width} px`)
    if (scripted) assert.deepEqual(await violations(page), [], `${what} at ${size.width} px`)
  }
}

for (const { how, options, reference, version } of [
  { how: 'with a script', options: {}, reference: 700, version: 'Rete delle biblioteche' },
  { how: 'without a script', options: { javaScriptEnabled: false }, reference: 800, version: 'Rete delle scuole' },
]) {
  const scripted = options.javaScriptEnabled !== false

  test(`a list from Redmine becomes part of the plan: ${how}`, () =>
    withStaff('editor', { viewport: wide, ...options }, async (page, context) => {
      if (scripted) await context.addInitScript(axeSource)
      await go(page, '/area/c_m403/obiettivi')
      await page.getByRole('link', { name: 'Importazioni' }).click()
      await handIn(page, 'piano', 'issues.csv', redmine(reference, version))
      await ended(page, 'Che cosa cambierebbe')
      let text = await words(page)
      assert.match(text, /Sembra un elenco di segnalazioni di Redmine/)
      assert.match(text, /non si capisce che cosa sono: «Canale»/)
      assert.match(text, /nessuna riga può entrare/)
      assert.match(text, new RegExp(`#${reference} Gara per la rete ${reference}`))
      assert.match(text, /non è un ufficio dell'ente/)
      assert.equal(await button(page, 'Importa davvero').count(), 0, 'nothing to confirm')
      await sound(page, 'a trial', scripted)

      await page.getByRole('link', { name: 'Di’ che cosa sono le colonne' }).click()
      const column = (title) => page.getByLabel(`Che cos’è la colonna «${title}»`)
      assert.equal(await column('Oggetto').inputValue(), 'title', 'the guess is chosen')
      assert.equal(await column('Priorità').inputValue(), '', 'in Windows-1252')
      await column('Assegnato a').selectOption('')
      await column('Canale').selectOption('title')
      await page.getByLabel('Ufficio dei traguardi').selectOption('ufficio-europa')
      await page.getByLabel('Ufficio capofila').selectOption('ufficio-europa')
      await page.getByLabel('Prova dei traguardi fatti').fill('Chiusa in Redmine')
      await button(page, 'Prova di nuovo').click()
      assert.match(await page.locator('#errori').innerText(), /Un’altra colonna è già questa/)
      assert.equal(await page.getByLabel('Prova dei traguardi fatti').inputValue(), 'Chiusa in Redmine', 'what was typed is still there')
      await sound(page, 'columns refused', scripted)
      await column('Canale').selectOption('')
      await button(page, 'Prova di nuovo').click()
      await ended(page, 'Che cosa cambierebbe')
      text = await words(page)
      assert.match(text, /2 righe aggiungono qualcosa di nuovo/)
      assert.match(text, /Una riga non può entrare/)
      assert.match(text, new RegExp(`Gara per la rete ${reference}`))
      await sound(page, 'what would change', scripted)

      // Nothing is in the plan yet; a double click takes it over once.
      const inPlan = async () => {
        await go(page, `/area/c_m403/obiettivi?parole=${encodeURIComponent(version)}`)
        return page.getByRole('link', { name: new RegExp(version) }).count()
      }
      const trial = page.url()
      assert.equal(await inPlan(), 0)
      await page.goto(trial)
      await button(page, 'Importa davvero').dblclick()
      await ended(page, 'Importato')
      assert.match(await words(page), /2 righe hanno aggiunto qualcosa di nuovo/)
      await sound(page, 'what became of it', scripted)
      assert.equal(await inPlan(), 1)
      await page.getByRole('link', { name: new RegExp(version) }).click()
      text = await words(page)
      assert.match(text, new RegExp(`Verifica dell’accessibilità ${reference}`))
      assert.match(text, /Bozza/, 'nothing is public by mistake')

      await page.goto(trial)
      assert.match(await words(page), /Questa prova è stata confermata/)
      await go(page, list)
      assert.match(await words(page), /Importato: 2 nuove, 0 cambiate, 1 rifiutate/)
    }))
}

test('the national file of one ente becomes fundings, tried first', () =>
  withStaff('admin', { viewport: wide }, async (page) => {
    const head = 'codice_ipa,ente,importo_finanziamento,avviso,data_invio_candidatura,data_finanziamento,codice_cup,stato_candidatura,data_stato_candidatura'
    const file = [
      head,
      'c_m403,Corigliano-Rossano,12345.0,1.4.4 - SPID CIE - Comuni - Prova,2022-04-29T10:05:25.000+0000,2022-07-13,G31F22000990006,A,2022-07-13',
      'c_m403,Corigliano-Rossano,12345.0,1.4.4 - SPID CIE - Comuni - Prova,2022-04-29T10:05:25.000+0000,2022-07-13,nessuno,A,2022-07-13',
      'c_altro,Altrove,1.0,1.4.4 - SPID CIE - Comuni - Prova,2022-04-29T10:05:25.000+0000,2022-07-13,H31F22000990006,A,2022-07-13',
    ].join('\n')
    const fundings = async () => {
      await go(page, '/area/c_m403/finanziamenti')
      return (await words(page)).includes('G31F22000990006')
    }
    await handIn(page, 'candidature', 'candidature_finanziate_144.csv', Buffer.from(file))
    await ended(page, 'Che cosa cambierebbe')
    const trial = page.url()
    const text = await words(page)
    assert.match(text, /Una riga aggiunge qualcosa di nuovo/)
    assert.match(text, /Una riga riguarda un altro ente, e si salta/)
    assert.match(text, /Una riga non può entrare/)
    assert.equal(await fundings(), false)
    await page.goto(trial)
    await button(page, 'Importa davvero').click()
    await ended(page, 'Importato')
    assert.equal(await fundings(), true)

    // The same file again has nothing to add.
    await handIn(page, 'candidature', 'candidature_finanziate_144.csv', Buffer.from(file))
    await ended(page, 'Che cosa cambierebbe')
    assert.equal(await button(page, 'Importa davvero').count(), 0)
  }))

test('the plan is taken out, put right in the file, and handed in again', () =>
  withStaff('editor', { viewport: wide }, async (page) => {
    await go(page, list)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Scarica il CSV' }).click()])
    assert.match(download.suggestedFilename(), /^piano-c_m403-.*\.csv$/)
    const text = await readFile(await download.path(), 'utf8')
    await handIn(page, 'piano', 'piano.csv', Buffer.from(text))
    await ended(page, 'Che cosa cambierebbe')
    assert.match(await words(page), /il piano è già come dice il file/)
    assert.equal(await button(page, 'Importa davvero').count(), 0)

    const milestones = async () => (await (await fetch(url('/api/v1/organizations/c_m403/milestones?limit=100'))).json()).items
    const { id, title } = (await milestones()).findLast(({ title }) => !/[";]/.test(title) && text.split(`;${title};`).length === 2)
    const titleNow = async () => (await milestones()).find((milestone) => milestone.id === id).title
    const corrected = Buffer.from(text.replace(`;${title};`, `;${title} (corretto);`))
    for (const [file, wanted] of [
      [corrected, `${title} (corretto)`],
      [Buffer.from(text), title], // and back again
    ]) {
      await handIn(page, 'piano', 'piano.csv', file)
      await ended(page, 'Che cosa cambierebbe')
      const told = await words(page)
      assert.match(told, /Una riga cambia qualcosa che nel piano c’è già/)
      assert.ok(told.includes(`${id} ${wanted}`), `${id} ${wanted} is not told:\n${told}`)
      await button(page, 'Importa davvero').click()
      await ended(page, 'Importato')
      assert.equal(await titleNow(), wanted)
    }
  }))

test('a file that is no list says what to do, and a picture is no spreadsheet', () =>
  withStaff('editor', { viewport: wide }, async (page) => {
    await handIn(page, 'piano', 'foto.xlsx', Buffer.from('\x89PNG\r\n\x1a\n\x00\x00', 'latin1'))
    await ended(page, 'Il file non è entrato')
    assert.match(await words(page), /né un testo \(CSV\) né un foglio elettronico/)
    await handIn(page, 'candidature', 'altro.csv', Buffer.from('a,b\n1,2\n'))
    await ended(page, 'Il file non è entrato')
    assert.match(await words(page), /Servono codice_ipa/)
  }))

test('nobody else finds the way in', () =>
  withPage({}, async (page) => {
    await page.goto(url(list))
    assert.match(page.url(), /\/accesso/)
  }))
