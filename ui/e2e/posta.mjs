// A mail server that keeps what it is given: as much of SMTP as the program speaks without encryption (RFC 5321).
import { once } from 'node:events'
import { createServer } from 'node:net'

const patience = 20_000

export async function post() {
  const letters = []
  const waiting = new Set()
  const server = createServer((socket) => {
    const say = (line) => socket.write(`${line}\r\n`)
    let [rest, data, to] = ['', null, []]
    socket.setEncoding('utf8')
    socket.on('error', () => {}) // a connection that breaks is one that brings no letter
    socket.on('data', (chunk) => {
      rest += chunk
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (data) {
          if (line !== '.') {
            data.push(line.replace(/^\./, ''))
            continue
          }
          letters.push({ to, text: readable(data.join('\r\n')) })
          ;[data, to] = [null, []]
          for (const look of waiting) look()
          say('250 kept')
        } else if (/^(EHLO|HELO)/i.test(line)) say('250 posta.esempio.invalid')
        else if (/^DATA/i.test(line)) {
          data = []
          say('354 go on')
        } else if (/^QUIT/i.test(line)) {
          say('221 bye')
          socket.end()
        } else {
          const address = /^RCPT TO:<([^>]*)>/i.exec(line)?.[1]
          if (address) to.push(address)
          say('250 ok')
        }
      }
    })
    say('220 posta.esempio.invalid')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    letters,
    port: server.address().port,
    // letter is the nth that came for an address, as soon as it is there.
    letter: (address, nth = 1) =>
      new Promise((done, failed) => {
        const late = setTimeout(() => failed(new Error(`no letter ${nth} for ${address}, but for ${letters.flatMap(({ to }) => to)}`)), patience)
        const look = () => {
          const found = letters.filter(({ to }) => to.includes(address))[nth - 1]
          if (!found) return
          clearTimeout(late)
          waiting.delete(look)
          done(found.text)
        }
        waiting.add(look)
        look()
      }),
    close: () => server.close(),
  }
}

// readable undoes quoted-printable (RFC 2045), so that addresses are whole.
const readable = (raw) =>
  Buffer.from(
    raw.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

// linkIn is the one-time link that a letter brings.
export const linkIn = (letter) => /https?:\/\/\S*\/accesso\/link\/[\w-]+/.exec(letter)[0]
