// People with accounts of their own, and what they do at a page: their sessions are nobody else's in these tests.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'

import { program, withPage } from './harness.mjs'

// What everybody's password is who is given none.
export const password = 'la strada verso il mare è lunga'

// person makes an account with a role, by the command line; signIn enters with it at the page of the way in.
export function person(name, role, { office, ente = 'c_m403', at = program } = {}) {
  const email = `${name}@esempio.invalid`
  const where = ['--role', role, '--organization', ente, ...(office ? ['--office', office] : [])]
  at.command(['user', 'create', '--email', email, ...where], `${password}\n`)
  return { email, signIn: (page) => enter(page, email, password) }
}

// enter types an address and a password, and sends them.
export async function enter(page, email, secret) {
  await page.locator('[name=email]').fill(email)
  await page.locator('[name=password]').fill(secret)
  await page.getByRole('button', { name: 'Entra', exact: true }).click()
}

// withPerson gives a page of somebody who has just signed in, on an installation.
export const withPerson = ({ signIn }, options, use, at = program) =>
  withPage(options, async (page, context) => {
    await page.goto(new URL('/area', at.origin).href)
    await signIn(page)
    await page.waitForURL(/\/area(\/|$)/)
    return use(page, context)
  })

export const focused = (page, locator) => locator.evaluate((node) => node === document.activeElement)

// gotFocus waits until something has the focus: the browser gives autofocus its due with the next picture, not with the
// last byte of the page.
export const gotFocus = (page, selector) => page.locator(`${selector}:focus`).waitFor()

// reach goes to something by Tab alone: a person without a pointer.
export async function reach(page, locator) {
  for (let steps = 0; steps < 400; steps++) {
    if (await focused(page, locator)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never reached ${locator}`)
}

// press reaches a button or a link and presses Enter.
export async function press(page, locator) {
  await reach(page, locator)
  await page.keyboard.press('Enter')
}

// type reaches a field and writes into it, instead of what was there.
export async function type(page, locator, text) {
  await reach(page, locator)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

// refused is the summary of a form that came back: it is there, has the focus, and says so.
export async function refused(page, text) {
  const summary = page.locator('#errori')
  await summary.waitFor()
  assert.match(await summary.innerText(), text)
  await gotFocus(page, '#errori')
}

// totp is the code of RFC 6238 that an authenticator shows for a secret in Base32: SHA-1, six digits, thirty seconds.
export function totp(secret, at = Date.now()) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const offset = mac.at(-1) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
