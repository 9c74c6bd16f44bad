/** As many bars as there is room for, each as high as the loudest moment in it; silence keeps a dot. From 0 to 1. */
export function barsOf(peaks: readonly number[], count: number): readonly number[] {
  if (peaks.length === 0 || count <= 0) return []
  const highest = Math.max(1, ...peaks)
  const bars = Math.min(count, peaks.length)
  return Array.from({ length: bars }, (_, index) => {
    const from = Math.floor((index * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / bars))
    return Math.max(0.04, Math.max(...peaks.slice(from, to)) / highest)
  })
}

/** The bars as one path in a field of `bars.length` by 100, mirrored around its middle. */
export function pathOf(bars: readonly number[]): string {
  return bars.map((bar, index) => `M${index + 0.5} ${50 - bar * 48}V${50 + bar * 48}`).join('')
}
