import assert from 'node:assert/strict'
import { test } from 'node:test'
import { colourAt, pixelsOf, png } from '@baton/testing/artwork/pixel-art'
import { uploadArtwork } from '@baton/testing/artwork/upload-artwork'
import { launchChromium } from '@baton/testing/browser/chromium'
import { framedRelay } from '@baton/testing/browser/framed-relay'
import { lacking } from '@baton/testing/machine/child'
import { program } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import { violationsOf, webAppWorld } from '@baton/testing/worlds/web-app-world'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 240_000 }
const FRAME = { width: 250, height: 260 }
const ACROSS = 4
const ART = { width: 8, height: 6 }
const WITHIN_MS = 60_000

interface Turned {
  readonly rotation: 0 | 90 | 180 | 270
  readonly mirror: boolean
}

const WALL: readonly Turned[] = [
  { rotation: 0, mirror: false },
  { rotation: 90, mirror: false },
  { rotation: 180, mirror: false },
  { rotation: 270, mirror: false },
  { rotation: 0, mirror: true },
  { rotation: 90, mirror: true },
  { rotation: 180, mirror: true },
  { rotation: 270, mirror: true },
]

/** Counts the frames that a browser draws, and those in which there is not exactly one picture, whole. */
const WATCH = `window.drawn = { frames: 0, blank: 0 }
const look = () => {
  const pictures = [...document.querySelectorAll('.held img')]
  const isWhole = pictures.length === 1 && pictures[0].complete && pictures[0].naturalWidth > 0
  window.drawn.frames += 1
  if (!isWhole || pictures[0].getBoundingClientRect().width === 0) window.drawn.blank += 1
  requestAnimationFrame(look)
}
requestAnimationFrame(look)`

test(
  '[RD16] [RD17] [RD18] [RD19] a wall of eight displays: each pixel a square, turned and mirrored, and no blank frame between',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    const owner = await program(world.address, person)
    const posts: number[] = []
    for (const seed of [1, 2, 3]) {
      const image = await png({ ...ART, seed })
      const { post } = await uploadArtwork(world.address, owner.token, { image, title: `Art ${seed}` })
      posts.push(post.post_id)
    }
    await isServed(world.address)
    await using browser = await launchChromium({
      viewport: { width: ACROSS * FRAME.width, height: 2 * FRAME.height },
    })
    const page = await browser.newPage()
    page.setDefaultTimeout(WITHIN_MS)
    await page.goto(`${world.address}/display?screen=alone`)
    await page.locator('.code-text').waitFor()
    assert.equal(new URL(page.url()).pathname, '/display/')
    assert.deepEqual(await violationsOf(page, 'a code'), [])

    await using relay = await framedRelay(world.address, wallPage())
    await page.goto(`${relay.address}/wall`)
    const screens = WALL.map((_, nth) => page.frameLocator(`#screen-${nth}`))
    const keys: string[] = []
    for (const [nth, screen] of screens.entries()) {
      const code = await screen.locator('.code-text').innerText()
      const body = { registration_code: code, name: `Wall ${nth}` }
      const registered = await owner.post('/api/player/register', body)
      assert.equal(registered.status, 201, registered.text)
      keys.push(String(registered.json.player_key))
    }
    for (const screen of screens) await screen.locator('.held img').waitFor()
    const frames = page.frames().filter((frame) => frame.url().includes('screen=wall-'))
    assert.equal(frames.length, WALL.length)
    for (const frame of frames) await frame.evaluate(WATCH)

    // A browser on a busy machine may be later than the hub waits: what is told can be told again.
    const tell = (key: string | undefined, body: object) =>
      until(
        `display ${key} has done ${JSON.stringify(body)}`,
        async () => (await owner.post(`/api/player/${key}/command`, body)).status === 200,
        WITHIN_MS,
      )
    for (const [nth, { rotation, mirror }] of WALL.entries()) {
      await tell(keys[nth], { command: 'set_rotation', rotation })
      await tell(keys[nth], { command: 'set_mirror', mirror })
    }
    for (const postId of posts.slice(1))
      await Promise.all(keys.map((key) => tell(key, { command: 'show_artwork', post_id: postId })))
    for (const frame of frames) {
      await until(
        'it has drawn',
        async () => Number(await frame.evaluate('window.drawn.frames')) > 2,
        WITHIN_MS,
      )
      assert.equal(await frame.evaluate('window.drawn.blank'), 0)
    }

    const titles = await Promise.all(
      screens.map(async (screen) => (await screen.locator('.held img').getAttribute('alt')) ?? ''),
    )
    assert.deepEqual(new Set(titles), new Set(['Art 3, robin']))
    const { pixels, width } = await pixelsOf(await page.screenshot())
    for (const [nth, turned] of WALL.entries()) {
      const corner = { x: (nth % ACROSS) * FRAME.width, y: Math.floor(nth / ACROSS) * FRAME.height }
      const colour = (x: number, y: number) => {
        const at = ((corner.y + y) * width + corner.x + x) * 4
        return [...pixels.subarray(at, at + 3)]
      }
      for (const { corners, expected } of squaresOf(turned, 3)) {
        for (const [x, y] of corners) assertNear(colour(x, y), expected, `screen ${nth} at ${x}, ${y}`)
      }
    }

    await tell(keys[0], { command: 'set_brightness', brightness: 0 })
    const dark = await pixelsOf(await page.screenshot({ clip: { x: 0, y: 0, ...FRAME } }))
    assert.ok(dark.pixels.every((value, nth) => nth % 4 === 3 || value < 3))

    const [first] = screens
    await world.stop()
    await first?.locator('.hint-text').waitFor()
    assert.equal(await first?.locator('.held img').count(), 1)
    await world.start()
    await first?.locator('.hint-text').waitFor({ state: 'detached' })

    // Another window of the same display: this one gives way.
    await page.goto(`${relay.address}/display/?screen=wall-0`)
    const other = await browser.newPage()
    await other.goto(`${relay.address}/display/?screen=wall-0`)
    await page.getByRole('button', { name: 'Go on here' }).waitFor()
    await other.locator('.held img').waitFor()
  },
)

/** For everybody, below whatever path the hub has, and from a cache where that is right. */
async function isServed(address: string): Promise<void> {
  const led = await fetch(`${address}/display?screen=2`, { redirect: 'manual' })
  assert.deepEqual([led.status, led.headers.get('location')], [302, 'display/?screen=2'])
  const page = await fetch(`${address}/display/?screen=2`)
  assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'no-cache'])
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/)
  const files = [...(await page.text()).matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)]
  assert.ok(files.length >= 2, 'a script and a style')
  for (const [, file] of files) {
    const served = await fetch(`${address}/display/${file}`)
    assert.deepEqual(
      [served.status, /immutable/.test(served.headers.get('cache-control') ?? '')],
      [200, true],
    )
  }
  assert.equal((await fetch(`${address}/display/assets/none.js`)).status, 404)
}

/** All of them in one page, so that one picture shows all. */
function wallPage(): string {
  const frames = WALL.map(
    (_, nth) =>
      `<iframe id="screen-${nth}" src="/display/?screen=wall-${nth}&order=server&dwell=80000"
        width="${FRAME.width}" height="${FRAME.height}"></iframe>`,
  )
  return `<!doctype html><title>A wall</title><style>
    body { margin: 0; display: grid; grid-template-columns: repeat(${ACROSS}, ${FRAME.width}px) }
    iframe { border: 0; display: block }
    </style>${frames.join('')}`
}

/** Where each pixel of a picture comes to lie on its screen, by its outermost corners, and its colour there. */
function squaresOf({ rotation, mirror }: Turned, seed: number) {
  const isAcross = rotation === 90 || rotation === 270
  const [across, down] = isAcross ? [ART.height, ART.width] : [ART.width, ART.height]
  const factor = Math.floor(Math.min(FRAME.width / across, FRAME.height / down))
  const left = Math.floor((FRAME.width - across * factor) / 2)
  const top = Math.floor((FRAME.height - down * factor) / 2)
  const places = Array.from({ length: ART.width * ART.height }, (_, nth) => [
    nth % ART.width,
    Math.floor(nth / ART.width),
  ])
  return places.map(([x = 0, y = 0]) => {
    const [column = 0, row = 0] = {
      0: [x, y],
      90: [ART.height - 1 - y, x],
      180: [ART.width - 1 - x, ART.height - 1 - y],
      270: [y, ART.width - 1 - x],
    }[rotation]
    const fromX = left + (mirror ? across - 1 - column : column) * factor
    const fromY = top + row * factor
    const [toX, toY] = [fromX + factor - 1, fromY + factor - 1]
    const [red = 0, green = 0, blue = 0, opacity = 0] = colourAt({ seed }, 0, x, y)
    return {
      corners: [
        [fromX, fromY],
        [toX, fromY],
        [fromX, toY],
        [toX, toY],
      ] as const,
      // What is clear lets the black of the screen through.
      expected: opacity === 0 ? [0, 0, 0] : [red, green, blue],
    }
  })
}

function assertNear(found: readonly number[], expected: readonly number[], where: string): void {
  const isNear = found.every((value, nth) => Math.abs(value - (expected[nth] ?? 0)) <= 2)
  assert.ok(isNear, `${where}: ${found} instead of ${expected}`)
}
