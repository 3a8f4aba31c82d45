// Signs in to the program under test as each role of the demonstration, by the one-time links that it prints.
import assert from 'node:assert/strict'

import { browser, program, wide } from './harness.mjs'

export const roles = ['reviewer', 'editor', 'contributor', 'admin', 'viewer']

// linkOf is the address that the program's log tells for a role.
function linkOf(role) {
  for (const line of program.log) {
    let record
    try {
      record = JSON.parse(line)
    } catch {
      continue // no log line
    }
    if (record.link && record.role === role) return record.link
  }
  throw new Error(`the log tells no sign-in link for the role ${role}`)
}

const signedIn = new Map() // role → promise of the cookies of its session

async function signIn(role) {
  const context = await browser.newContext({ viewport: wide, locale: 'it-IT' })
  try {
    const page = await context.newPage()
    await page.goto(linkOf(role))
    await page.locator('main form button[type=submit]').first().click()
    await page.waitForURL(/\/area\//)
    return await context.storageState()
  } finally {
    await context.close()
  }
}

// stateOf is the session of a role, begun once for a run: the links work once.
export function stateOf(role) {
  if (!signedIn.has(role)) signedIn.set(role, signIn(role))
  return signedIn.get(role)
}

// withStaff gives a page of somebody with a role; options are those of a browser context.
export async function withStaff(role, options, use) {
  const context = await browser.newContext({ viewport: wide, locale: 'it-IT', ...options, storageState: await stateOf(role) })
  try {
    return await use(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

// go opens a page of the area and sees that it is one.
export async function go(page, path) {
  const response = await page.goto(new URL(path, program.origin).href)
  assert.equal(response.status(), 200, path)
  return response
}
