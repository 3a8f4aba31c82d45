// Builds the program where it is not given, and runs it on a demonstration of its own.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname, '../..')
const startTimeout = 60_000
const stopTimeout = 30_000

let built // the program's path

// binary is TRAGUARDI_BIN, else bin/traguardi brought up to date: a stale one would prove nothing.
function binary() {
  if (process.env.TRAGUARDI_BIN) return resolve(process.env.TRAGUARDI_BIN)
  const built = spawnSync('make', ['--no-print-directory', 'build'], { cwd: root, encoding: 'utf8' })
  if (built.error) throw built.error
  if (built.status !== 0) throw new Error(`make build ended with ${built.status}\n${built.stdout}${built.stderr}`)
  return join(root, 'bin/traguardi')
}

// start serves a new SQLite file on ports that are free: the demonstration, or the enti given ({ id, name }) with empty
// plans, with settings beside those that every test needs. origin is where the pages are; stop ends the program as an
// administrator would and answers its exit code.
export async function start(enti, settings = []) {
  built ??= binary()
  const folder = mkdtempSync(join(tmpdir(), 'traguardi-e2e-'))
  const database = ['--database', `sqlite:${join(folder, 'e2e.db')}`]
  const env = settingless(process.env)
  for (const { id, name } of enti ?? []) {
    const made = spawnSync(built, ['organization', 'create', ...database, '--id', id, '--name', name], { env, encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`organization create ended with ${made.status}\n${made.stderr}`)
  }
  const free = ['--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0', '--log-format', 'json']
  const child = spawn(built, ['serve', ...database, ...free, ...settings, ...(enti ? [] : ['--demo'])], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const log = []
  const ended = new Promise((done) => {
    child.once('error', (error) => done(`could not run: ${error.message}`))
    child.once('exit', (code, signal) => done(code ?? signal))
  })
  const cleanUp = () => rmSync(folder, { recursive: true, force: true })
  try {
    const origin = await within(startTimeout, 'the program to serve', serving(child, log, ended))
    return {
      origin,
      log,
      // command runs another command of the program on the same database; input goes to its standard input.
      command(args, input = '') {
        const ran = spawnSync(built, [...args, ...database], { env, input, encoding: 'utf8' })
        if (ran.status !== 0) throw new Error(`${args.join(' ')} ended with ${ran.status}\n${ran.stderr}`)
        return ran.stdout
      },
      async stop() {
        child.kill('SIGTERM')
        try {
          return await within(stopTimeout, 'the program to stop', ended)
        } finally {
          child.kill('SIGKILL')
          cleanUp()
        }
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    cleanUp()
    throw new Error(`${error.message}\n${log.join('\n')}`)
  }
}

// serving waits for the line that tells the address, and goes on gathering the log.
function serving(child, log, ended) {
  return new Promise((done, failed) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line)
      let record
      try {
        record = JSON.parse(line)
      } catch {
        return // what is no log line (a panic) is told when the program ends
      }
      if (record.msg === 'serving') done(record.address)
    })
    ended.then((how) => failed(new Error(`the program ended (${how}) before it served`)))
  })
}

// settingless keeps the settings of whoever runs the tests out of them.
function settingless(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TRAGUARDI_')))
}

function within(milliseconds, what, promise) {
  let timer
  const late = new Promise((_, failed) => {
    timer = setTimeout(() => failed(new Error(`waited ${milliseconds / 1000} s for ${what}`)), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
