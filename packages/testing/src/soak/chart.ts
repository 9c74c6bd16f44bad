// A sheet of small charts as one SVG, for people to look at. Colours and text suit a light and a dark page.

export interface Line {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly isDashed?: boolean
}

export interface Panel {
  readonly title: string
  readonly lines: readonly Line[]
  readonly scale?: 'linear' | 'logarithmic'
  readonly xTitle?: string
}

const WIDTH = 560
const HEIGHT = 220
const MARGIN = { left: 64, right: 16, top: 34, bottom: 40 }
const HEAD = 56
const COLUMNS = 2
const COLOURS = ['#2f6fb5', '#d1752f', '#3c9a5f', '#8a5fb0', '#b5483f', '#6d7f8f']
const STYLE =
  'text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600}.grid{stroke:#8884;stroke-width:1}.back{fill:#fff}' +
  '@media(prefers-color-scheme:dark){text{fill:#ddd}.back{fill:#181818}}'

export function chartSheet(title: string, about: string, panels: readonly Panel[]): string {
  const width = COLUMNS * WIDTH
  const height = HEAD + Math.ceil(panels.length / COLUMNS) * HEIGHT
  const drawn = panels.map((panel, nth) => {
    const [x, y] = [(nth % COLUMNS) * WIDTH, HEAD + Math.floor(nth / COLUMNS) * HEIGHT]
    return `<g transform="translate(${x} ${y})">${drawPanel(panel)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${plain(title)}">`,
    `<style>${STYLE}</style><rect class="back" width="${width}" height="${height}"/>`,
    `<text class="title" x="16" y="24">${plain(title)}</text><text x="16" y="44">${plain(about)}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function drawPanel({ title, lines, scale = 'linear', xTitle = '' }: Panel): string {
  const shown = lines.map((line) => ({ ...line, points: line.points.filter(isDrawable(scale)) }))
  const all = shown.flatMap(({ points }) => points)
  const xs = axis(
    all.map(({ x }) => x),
    scale,
    [MARGIN.left, WIDTH - MARGIN.right],
  )
  const low = scale === 'linear' ? [0] : []
  const ys = axis([...low, ...all.map(({ y }) => y)], scale, [HEIGHT - MARGIN.bottom, MARGIN.top])
  const right = WIDTH - MARGIN.right
  const grid = ys.ticks.map(
    (tick) =>
      `<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${ys.at(tick)}" y2="${ys.at(tick)}"/>` +
      `<text x="${MARGIN.left - 6}" y="${ys.at(tick) + 4}" text-anchor="end">${short(tick)}</text>`,
  )
  const below = xs.ticks.map(
    (tick) =>
      `<text x="${xs.at(tick)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${short(tick)}</text>`,
  )
  const drawn = shown.map(({ name, points, isDashed }, nth) => {
    const path = points.map(({ x, y }) => `${xs.at(x)},${ys.at(y)}`).join(' ')
    const colour = COLOURS[nth % COLOURS.length]
    const legend = `<text x="${right - nth * 130}" y="18" text-anchor="end" style="fill:${colour}">${plain(name)}</text>`
    const dash = isDashed ? ' stroke-dasharray="6 4"' : ''
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5"${dash} points="${path}"/>${legend}`
  })
  return [
    `<text class="title" x="${MARGIN.left}" y="18">${plain(title)}</text>`,
    ...grid,
    ...below,
    `<text x="${right}" y="${HEIGHT - 6}" text-anchor="end">${plain(xTitle)}</text>`,
    ...drawn,
  ].join('')
}

function isDrawable(scale: Panel['scale']) {
  return ({ x, y }: { readonly x: number; readonly y: number }) =>
    Number.isFinite(x) && Number.isFinite(y) && (scale === 'linear' || (x > 0 && y > 0))
}

function axis(values: readonly number[], scale: Panel['scale'], [from, to]: readonly [number, number]) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const isEmpty = values.length === 0
  const ticks = isEmpty ? [] : scale === 'linear' ? linearTicks(low, high) : decades(low, high)
  const [first, last] = [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)]
  const place = scale === 'linear' ? (value: number) => value : Math.log10
  const whole = place(last) - place(first) || 1
  const at = (value: number) =>
    Math.round((from + ((place(value) - place(first)) / whole) * (to - from)) * 10) / 10
  return { at, ticks }
}

function linearTicks(low: number, high: number): readonly number[] {
  const rough = (high - low || 1) / 4
  const ten = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((part) => part * ten).find((wide) => wide >= rough) ?? rough
  const first = Math.floor(low / step)
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, nth) => (first + nth) * step)
}

function decades(low: number, high: number): readonly number[] {
  const first = Math.floor(Math.log10(low))
  return Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, nth) => 10 ** (first + nth))
}

function short(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 })
}

function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
