// The Nu HTML checker, over many pages at once: starting Java costs more than checking.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const jar = String(createRequire(import.meta.url)('vnu-jar'))
const java = process.env.JAVA ?? 'java'

// noJava is why the checker cannot run, or false.
export const noJava = spawnSync(java, ['-version']).error ? 'java is not installed' : false

// nu checks pages ({ path, html }): errors with their place, and each warning once with how often it came.
export async function nu(pages) {
  const folder = await mkdtemp(join(tmpdir(), 'traguardi-nu-'))
  try {
    await Promise.all(pages.map(({ html }, i) => writeFile(join(folder, `${i}.html`), html)))
    const run = spawnSync(java, ['-Xmx512m', '-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', folder], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    })
    assert.equal(run.status, 0, `the checker ended with ${run.status}\n${run.stderr}`)
    const errors = []
    const warnings = new Map()
    for (const { type, url, lastLine, message, extract } of JSON.parse(run.stdout).messages) {
      const path = pages[Number.parseInt(basename(url ?? ''), 10)]?.path
      if (type !== 'info') errors.push(`${path}:${lastLine} ${message} ${extract ?? ''}`)
      else warnings.set(message, (warnings.get(message) ?? 0) + 1)
    }
    return { errors, warnings: [...warnings].map(([message, times]) => `Nu warns, ${times} times: ${message}`) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
