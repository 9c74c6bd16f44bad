import { mediaContract } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'

const RATE_HZ = 22_050
const NOTES_HZ = [660, 880] as const
const NOTE_MS = 700
/** At full volume: half of what a track may be. */
const LOUDEST = 0.5
const FADE_IN_MS = 10
const FADE_OUT_MS = 60
const HEADER_BYTES = 44
/** Asked for by anybody, it is not made each time. */
const KEPT_VOLUMES = 8

/** The same for everybody, and nobody's: whoever is told to play it needs no ticket. */
export const testTone: FastifyPluginAsync = async (app) => {
  route(app, mediaContract.testTone, async (request, reply) =>
    reply.type('audio/wav').send(keptTone(request.query.volume)),
  )
}

const kept = new Map<number, Buffer>()

function keptTone(volume: number): Buffer {
  const known = kept.get(volume)
  if (known) return known
  if (kept.size >= KEPT_VOLUMES) kept.clear()
  const wav = toneWav(volume)
  kept.set(volume, wav)
  return wav
}

/** Two soft notes, mono, as loud as a player with this volume would play them. */
function toneWav(volume: number): Buffer {
  const samples = notes()
  // As mpv has it: half of the way sounds like half as loud.
  const gain = (volume / 100) ** 3
  const wav = Buffer.alloc(HEADER_BYTES + samples.length * 2)
  writeHeader(wav, samples.length * 2)
  samples.forEach((sample, nth) => {
    wav.writeInt16LE(Math.round(sample * gain * 32_767), HEADER_BYTES + nth * 2)
  })
  return wav
}

let made: Float32Array | null = null

function notes(): Float32Array {
  if (made) return made
  const perNote = (RATE_HZ * NOTE_MS) / 1_000
  made = new Float32Array(perNote * NOTES_HZ.length)
  for (const [place, hz] of NOTES_HZ.entries()) {
    for (let n = 0; n < perNote; n++) {
      const ms = (n * 1_000) / RATE_HZ
      const fade = Math.min(1, ms / FADE_IN_MS, (NOTE_MS - ms) / FADE_OUT_MS)
      made[place * perNote + n] =
        LOUDEST * fade * Math.exp(-ms / 400) * Math.sin((2 * Math.PI * hz * ms) / 1_000)
    }
  }
  return made
}

function writeHeader(wav: Buffer, bytes: number): void {
  wav.write('RIFF', 0, 'latin1')
  wav.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4)
  wav.write('WAVEfmt ', 8, 'latin1')
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE_HZ, 24)
  wav.writeUInt32LE(RATE_HZ * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36, 'latin1')
  wav.writeUInt32LE(bytes, 40)
}
