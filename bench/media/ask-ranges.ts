/** A player that only fetches, in a process of its own: asks an address for so many ranges one after the other and throws
 *  them away. Says how many bytes came. */
import { Agent, get } from 'node:http'

const [url = '', total = '0', size = '0', times = '0', seed = '1'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let state = Number(seed)
const random = (): number => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31
  return state / 2 ** 31
}

const ask = (start: number, end: number): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers: { range: `bytes=${start}-${end}` } }, (answer) => {
      let bytes = 0
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length
      })
      answer.on('end', () => resolve(answer.statusCode === 206 ? bytes : -1))
      answer.on('error', reject)
    }).on('error', reject)
  })

let bytes = 0
for (let n = 0; n < Number(times); n++) {
  const start = Math.floor(random() * (Number(total) - Number(size)))
  const came = await ask(start, start + Number(size) - 1)
  if (came !== Number(size)) throw new Error(`asked for ${size} bytes, got ${came}`)
  bytes += came
}
agent.destroy()
process.stdout.write(String(bytes))
