// Installations that the demonstration does not show: no ente yet, and several with empty plans.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { crawl } from './crawl.mjs'
import { narrow, none, wide, withPage } from './harness.mjs'
import { noJava, nu } from './nu.mjs'
import { person, withPerson } from './people.mjs'
import { start } from './program.mjs'
import { axeSource, overflowing, violations, visit } from './visit.mjs'

// sound fails where a page of an installation is not as every page must be.
async function sound(origin) {
  const pages = await crawl(['/'], origin)
  const findings = await visit(pages.map(({ address }) => ({ address })), {}, origin)
  none(Object.values(findings).flat(), 'findings')
  none(pages.filter(({ status }) => status !== 200).map(({ path, status }) => `${path} answers ${status}`), 'answers')
  if (!noJava) none((await nu(pages)).errors, 'errors')
  return pages
}

// serving runs a test on an installation of its own.
const serving = (enti, use) => async () => {
  const installation = await start(enti)
  try {
    await use(installation.origin, installation)
  } finally {
    assert.equal(await installation.stop(), 0)
  }
}

test(
  'an installation without an ente says what to do, on sound pages',
  serving([], async (origin) => {
    await sound(origin)
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(origin)
      assert.ok(await page.locator('.t-empty').isVisible())
    })
  }),
)

test(
  'several enti are listed and found by name; empty plans are sound pages',
  serving(
    [
      { id: 'c_aaaa', name: 'Comune di Acri' },
      { id: 'c_bbbb', name: 'Comune di Bisignano' },
      { id: 'p_cccc', name: 'Provincia di Cosenza' },
    ],
    async (origin, installation) => {
      const pages = await sound(origin)
      const paths = pages.map(({ path }) => path)
      for (const path of ['/enti/c_aaaa', '/enti/c_bbbb/obiettivi', '/enti/p_cccc/uffici', '/enti/c_aaaa/riunioni', '/enti/c_aaaa?lang=en']) {
        assert.ok(paths.includes(path), `${path} is reached from the first page`)
      }
      await withPage({ javaScriptEnabled: false }, async (page) => {
        await page.goto(origin)
        const names = page.locator('main table tbody th a')
        assert.deepEqual(await names.allInnerTexts(), ['Comune di Acri', 'Comune di Bisignano', 'Provincia di Cosenza'])
        await page.fill('#parole', 'BISIGNANO')
        await page.locator('.t-filters button[type=submit]').click()
        assert.deepEqual(await names.allInnerTexts(), ['Comune di Bisignano'])
        await page.fill('#parole', 'nessuno')
        await page.locator('.t-filters button[type=submit]').click()
        assert.ok(await page.locator('.t-empty').isVisible(), 'what matches nothing says so')
        await page.goto(`${origin}/enti/c_bbbb`)
        assert.match(await page.locator('.it-brand-title').first().innerText(), /Comune di Bisignano/)
      })
      // Whoever works for two of them chooses.
      person('due.enti', 'editor', { ente: 'c_aaaa', at: installation })
      await withPerson(
        person('due.enti', 'viewer', { ente: 'c_bbbb', at: installation }),
        {},
        async (page) => {
          await page.evaluate(axeSource)
          for (const size of [wide, narrow]) {
            await page.setViewportSize(size)
            none([...(await violations(page)), ...(await overflowing(page))], `findings at ${size.width} px`)
          }
          await page.getByRole('link', { name: 'Comune di Bisignano' }).click()
          await page.waitForURL(/\/area\/c_bbbb\/lavoro/)
        },
        installation,
      )
    },
  ),
)
