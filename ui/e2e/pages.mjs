// The pages of the staff as the written table of roles lists them: the walk of the Go tests holds that table to the
// program, so that a page is in both or in neither.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const table = resolve(import.meta.dirname, '../../internal/app/testdata/roles.tsv')

// pages are the patterns of the addresses that can be opened, such as /area/{ipa}/riunioni/{riunione}.
export const pages = readFileSync(table, 'utf8')
  .split('\n')
  .map((line) => /^GET (\/(?:area|accesso|avvisi)(?:\/\S*)?)\t/.exec(line)?.[1])
  .filter(Boolean)

const variable = /^\{.*\}$/

// patternOf is the page of an address, chosen as the program does: a part that is written out goes before a variable.
export function patternOf(path) {
  const parts = path.split('/')
  const fitting = pages
    .map((pattern) => pattern.split('/'))
    .filter((wanted) => wanted.length === parts.length && wanted.every((part, i) => variable.test(part) || part === parts[i]))
  const rank = (pattern) => pattern.map((part) => (variable.test(part) ? '1' : '0')).join('')
  return fitting.sort((a, b) => rank(a).localeCompare(rank(b)))[0]?.join('/')
}
