/** Finds tones in a window of samples. Frequencies come out far finer than the spectrum's own lines. */
export type Spectrum = {
  readonly windowSamples: number
  /** The strongest tone of the last window inside a band; null in a band without energy. */
  strongest(band: { readonly from: number; readonly to: number }): Tone | null
  /** Looks at the window that begins at `start`; outside of the samples is silence. */
  look(samples: Float32Array, start: number): void
}

export type Tone = { readonly hz: number; readonly level: number }

const windowSamples = 1024

export function makeSpectrum(sampleRate: number): Spectrum {
  const real = new Float64Array(windowSamples)
  const imaginary = new Float64Array(windowSamples)
  const shape = Float64Array.from({ length: windowSamples }, (_, index) => hann(index))
  const hzPerLine = sampleRate / windowSamples

  function look(samples: Float32Array, start: number): void {
    for (let index = 0; index < windowSamples; index += 1) {
      real[index] = (samples[start + index] ?? 0) * (shape[index] ?? 0)
      imaginary[index] = 0
    }
    transform(real, imaginary)
  }

  function strongest(band: { readonly from: number; readonly to: number }): Tone | null {
    const first = Math.max(2, Math.ceil(band.from / hzPerLine))
    const last = Math.min(windowSamples / 2 - 2, Math.floor(band.to / hzPerLine))
    let best = first
    for (let line = first; line <= last; line += 1) if (level(line) > level(best)) best = line
    const top = level(best)
    if (top === 0) return null
    const upper = level(best + 1)
    const lower = level(best - 1)
    const neighbour = Math.max(upper, lower) / top
    const between = ((2 * neighbour - 1) / (neighbour + 1)) * (upper >= lower ? 1 : -1)
    return { hz: (best + between) * hzPerLine, level: (top * 4) / windowSamples }
  }

  function level(line: number): number {
    return Math.hypot(real[line] ?? 0, imaginary[line] ?? 0)
  }

  return { windowSamples, look, strongest }
}

/** With this window shape the ratio of two neighbouring lines gives a steady tone's frequency exactly. */
function hann(index: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples)
}

/** The fast Fourier transform, in place, for a length that is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length
  for (let index = 1, mirror = 0; index < length; index += 1) {
    let bit = length >> 1
    for (; mirror & bit; bit >>= 1) mirror ^= bit
    mirror ^= bit
    if (index < mirror) {
      swap(real, index, mirror)
      swap(imaginary, index, mirror)
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2
    const stride = length / size
    for (let turn = 0; turn < half; turn += 1) {
      const cosine = cosines[turn * stride] ?? 0
      const sine = sines[turn * stride] ?? 0
      for (let even = turn; even < length; even += size) {
        const odd = even + half
        const oddReal = real[odd] ?? 0
        const oddImaginary = imaginary[odd] ?? 0
        const shiftReal = oddReal * cosine - oddImaginary * sine
        const shiftImaginary = oddReal * sine + oddImaginary * cosine
        const evenReal = real[even] ?? 0
        const evenImaginary = imaginary[even] ?? 0
        real[odd] = evenReal - shiftReal
        imaginary[odd] = evenImaginary - shiftImaginary
        real[even] = evenReal + shiftReal
        imaginary[even] = evenImaginary + shiftImaginary
      }
    }
  }
}

const cosines = Float64Array.from({ length: windowSamples / 2 }, (_, index) =>
  Math.cos((-2 * Math.PI * index) / windowSamples),
)
const sines = Float64Array.from({ length: windowSamples / 2 }, (_, index) =>
  Math.sin((-2 * Math.PI * index) / windowSamples),
)

function swap(values: Float64Array, one: number, other: number): void {
  const kept = values[one] ?? 0
  values[one] = values[other] ?? 0
  values[other] = kept
}
