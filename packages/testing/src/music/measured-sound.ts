// What is really in a file of sound, as ffmpeg decodes it.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const RATE = 44_100
const HEARD_RATE = 16_000

/** One channel, 32 bits a sample, so many of them a second. */
export async function samplesOf(path: string, rate = RATE): Promise<Buffer> {
  const words = ['-v', 'error', '-i', path, '-ac', '1', '-ar', String(rate), '-f', 's32le', '-']
  const { stdout } = await run('ffmpeg', words, { encoding: 'buffer', maxBuffer: 100_000_000 })
  return stdout
}

/** What ffprobe says of its first stream. */
export async function streamOf(path: string): Promise<Readonly<Record<string, string>>> {
  const words = ['-v', 'error', '-show_entries', 'stream', '-of', 'json', path]
  const { stdout } = await run('ffprobe', words)
  const { streams } = JSON.parse(stdout) as { readonly streams: readonly Record<string, unknown>[] }
  return Object.fromEntries(Object.entries(streams[0] ?? {}).map(([name, value]) => [name, String(value)]))
}

/** Of a tone: how often it goes from well below zero to well above, in a second of its middle. */
export async function hertzOf(path: string): Promise<number> {
  const samples = await samplesOf(path, HEARD_RATE)
  const from = Math.floor(samples.length / 8 / 4) * 4
  const values = Array.from({ length: HEARD_RATE / 2 }, (_, at) => samples.readInt32LE(from + at * 4))
  const loud = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 3
  let times = 0
  let isBelow = false
  for (const value of values) {
    if (value < -loud) isBelow = true
    else if (value > loud && isBelow) {
      times += 1
      isBelow = false
    }
  }
  return times * 2
}
