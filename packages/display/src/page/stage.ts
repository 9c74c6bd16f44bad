// The screen of a display that is a page. A picture takes the place of the former one in one step, once it is decoded.
import { store } from '@baton/client'
import type { Look, Post, Screen } from '../core/index.ts'
import { type Placed, placed } from './placed.ts'

/** Where a browser draws nothing for so long, it draws nothing for a reason of its own. */
const DRAWN_WITHIN_MS = 500
const FULL: Look = { brightness: 100, rotation: 0, mirror: false }

/** A picture that is decoded. */
export interface ReadyPicture {
  readonly image: HTMLImageElement
  /** Each of its pixels is to be seen. */
  readonly isPixelArt: boolean
  /** What stands below it; empty: nothing. */
  readonly caption: string
}

/** Pictures are shown in `place`, which is as large as the screen. */
export function stage(place: HTMLElement): Screen<ReadyPicture> {
  const isSeen = store(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', () => isSeen.set(document.visibilityState === 'visible'))
  const held = layer('held')
  const words = layer('caption')
  const dimmed = layer('dimmed')
  place.replaceChildren(held, words, dimmed)
  let look = FULL
  let shown: ReadyPicture | null = null

  function arrange(): void {
    dimmed.style.opacity = String(1 - look.brightness / 100)
    if (shown === null) return
    const { image, isPixelArt } = shown
    const box = { width: place.clientWidth, height: place.clientHeight }
    const picture = { width: image.naturalWidth, height: image.naturalHeight }
    const drawn = placed(picture, box, window.devicePixelRatio, look, isPixelArt)
    lay(image, drawn)
    image.dataset.sharp = String(drawn.isSharp)
    // The words are turned with the picture: they lie on a layer as large as the turned screen.
    const isAcross = look.rotation === 90 || look.rotation === 270
    const turned = isAcross ? { width: box.height, height: box.width } : box
    lay(words, placed(turned, box, 1, look, false))
  }

  new ResizeObserver(arrange).observe(place)

  return {
    isSeen,
    async prepare({ bytes, mime }, post) {
      const image = new Image()
      image.decoding = 'sync'
      image.draggable = false
      image.alt = wordsOf(post)
      image.src = URL.createObjectURL(new Blob([bytes], { type: mime }))
      try {
        await image.decode()
      } catch (error) {
        URL.revokeObjectURL(image.src)
        throw error
      }
      const isPixelArt = post.kind === 'artwork'
      return { image, isPixelArt, caption: isPixelArt ? '' : wordsOf(post) }
    },
    async show(ready) {
      const former = shown
      shown = ready
      arrange()
      held.replaceChildren(ready.image)
      words.replaceChildren(...(ready.caption === '' ? [] : [line(ready.caption)]))
      await drawn()
      if (former !== null) URL.revokeObjectURL(former.image.src)
    },
    release: ({ image }) => URL.revokeObjectURL(image.src),
    look(next) {
      look = next
      arrange()
    },
  }
}

function lay(element: HTMLElement, { width, height, matrix }: Placed): void {
  element.style.width = `${width}px`
  element.style.height = `${height}px`
  element.style.transform = `matrix(${matrix.join(', ')})`
}

function layer(className: string): HTMLElement {
  const made = document.createElement('div')
  made.className = className
  return made
}

function line(words: string): HTMLElement {
  const made = document.createElement('p')
  made.textContent = words
  return made
}

function wordsOf({ title, author }: Post): string {
  return [title, author].filter((words) => words !== '').join(', ')
}

/** What was put into the page has been drawn by then. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, DRAWN_WITHIN_MS)
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        clearTimeout(late)
        resolve()
      }),
    )
  })
}
