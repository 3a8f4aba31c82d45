// The pictures of the guides in docs/it, made by walking the pages as their readers do. They are written with
// GUIDE_UPDATE=1; otherwise every walk is still done, and the guides must name these pictures and no others.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

import { url, withPage } from './harness.mjs'
import { go, withStaff } from './staff.mjs'

const guides = resolve(import.meta.dirname, '../../docs/it')
const folder = join(guides, 'immagini')
const update = process.env.GUIDE_UPDATE === '1'

// What a reader downloads with a guide stays small.
const largest = 150_000
const together = 1_300_000

const size = { width: 1280, height: 640 }
const narrow = { width: 900, height: 560 }

// Each picture: who looks, how they get there and, where it is not the usual one, the size of the window. What is given
// back is the element to show; nothing is the window.
const pictures = {
  'accesso.png': [null, (page) => page.goto(url('/accesso'))],
  'referente-elenco.png': ['contributor', (page) => go(page, '/area/c_m403/ufficio')],
  'referente-aggiorna.png': [
    'contributor',
    async (page) => {
      await go(page, '/area/c_m403/ufficio')
      await page.getByRole('link', { name: 'Aggiorna OB-08.5' }).click()
      const row = page.locator('[id="OB-08.5"]')
      await row.getByLabel('Percento').fill('20')
      await row.getByLabel('Che cosa è successo?').fill('Spenti i primi due server. Gli altri dopo la prova di gennaio.')
      await row.locator('summary').click()
      return row
    },
    { width: 1280, height: 1400 },
  ],
  'assessore-verifica.png': ['reviewer', (page) => go(page, '/area/c_m403/verifica'), { width: 1200, height: 540 }],
  'europa-tabella.png': [
    'editor',
    async (page) => {
      await go(page, '/area/c_m403/traguardi?obiettivo=OB-08')
      const row = page.locator('tr', { hasText: 'OB-08.5' }).first()
      await row.locator('input[type=number], input[name$=percent]').first().fill('20')
      await row.locator('textarea, input[name$=note]').first().fill('Spenti due server.')
    },
  ],
  'europa-riunione.png': [
    'editor',
    async (page) => {
      await go(page, '/area/c_m403/riunioni')
      await page.getByRole('link', { name: 'Incontro di lavoro con Tributi' }).click()
      await page.getByRole('button', { name: 'Chiudi la riunione e prepara la bozza' }).waitFor()
    },
    { width: 1280, height: 580 },
  ],
  'assessore-rapporto.png': ['reviewer', (page) => go(page, '/area/c_m403/rapporto')],
  'amministrazione.png': ['admin', (page) => go(page, '/area/c_m403/amministrazione'), narrow],
  'amministrazione-unione.png': [
    'admin',
    async (page) => {
      await go(page, '/area/c_m403/amministrazione/uffici')
      await page.getByRole('link', { name: 'Unisci Tributi' }).click()
      await page.getByText('traguardi aperti').click()
      await page.getByLabel('Ufficio in cui confluisce').selectOption({ label: 'Ragioneria' })
    },
    { width: 900, height: 640 },
  ],
  'amministrazione-account.png': ['admin', (page) => go(page, '/area/c_m403/amministrazione/account'), { width: 900, height: 900 }],
  'amministrazione-registro.png': ['admin', (page) => go(page, '/area/c_m403/amministrazione/registro'), { width: 900, height: 760 }],
}

async function picture(name) {
  const [role, walk, viewport = size] = pictures[name]
  const options = { viewport, reducedMotion: 'reduce' }
  const take = async (page) => {
    const shown = await walk(page)
    await page.evaluate(() => document.fonts.ready)
    await page.evaluate(() => document.activeElement?.blur())
    return shown?.screenshot ? shown.screenshot() : page.screenshot()
  }
  return role ? withStaff(role, options, take) : withPage(options, take)
}

// named are the pictures that the guides show, with the words for those who do not see them.
function named() {
  const found = []
  for (const file of readdirSync(guides).filter((name) => /^guida-.*\.md$/.test(name))) {
    const text = readFileSync(join(guides, file), 'utf8')
    for (const [, alt, name] of text.matchAll(/!\[([^\]]*)\]\(immagini\/([^)]+)\)/g)) found.push({ file, alt, name })
  }
  return found
}

test('the guides show these pictures, and say what is on them', () => {
  const shown = named()
  assert.deepEqual([...new Set(shown.map(({ name }) => name))].sort(), Object.keys(pictures).sort())
  for (const { file, alt, name } of shown) assert.ok(alt.trim().length > 20, `${file}: ${name} has no words for those who do not see it`)
})

for (const name of Object.keys(pictures)) {
  test(`${name} can be made`, async () => {
    const image = await picture(name)
    assert.ok(image.length > 5_000, `it is empty: ${image.length} bytes`)
    assert.ok(image.length <= largest, `it is too large: ${image.length} bytes`)
    if (!update) return
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), image)
  })
}

test('the pictures are there, and are small', () => {
  const files = readdirSync(folder)
  assert.deepEqual(files.sort(), Object.keys(pictures).sort())
  const sizes = files.map((name) => statSync(join(folder, name)).size)
  assert.ok(Math.max(...sizes) <= largest, `the largest has ${Math.max(...sizes)} bytes`)
  const sum = sizes.reduce((a, b) => a + b, 0)
  assert.ok(sum <= together, `together they have ${sum} bytes`)
})
