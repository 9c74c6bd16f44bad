import { BoundedMap } from '@baton/protocol'
import { type CSSProperties, useEffect, useState } from 'react'
import { useHub } from '../hub/use-hub.ts'
import { type Tones, tonesOf } from './cover-colours.ts'

const SIDE = 32
const MAX_KNOWN = 60
const known = new BoundedMap<string, Tones | null>({ most: MAX_KNOWN })

/** The page's colours as the cover suggests them; nothing for a cover without colour, or one that cannot be read. */
export function useCoverTones(coverId: string | null): CSSProperties | undefined {
  const { hub } = useHub()
  const [shown, setShown] = useState<{ readonly coverId: string; readonly tones: Tones | null } | null>(null)
  useEffect(() => {
    if (coverId === null) return
    let isWanted = true
    void read(coverId, hub.library.coverUrl(coverId, 96)).then((tones) => {
      if (isWanted) setShown({ coverId, tones })
    })
    return () => {
      isWanted = false
    }
  }, [coverId, hub])
  const tones =
    coverId === null ? null : (known.get(coverId) ?? (shown?.coverId === coverId ? shown.tones : null))
  return tones && CSS.supports('color', 'light-dark(red, red)') ? styleOf(tones) : undefined
}

async function read(coverId: string, url: string): Promise<Tones | null> {
  const tones = known.get(coverId)
  if (tones !== undefined) return tones
  const found = await pixelsOf(url).then(
    (pixels) => pixels && tonesOf(pixels),
    // The cover itself shows that it is missing.
    () => null,
  )
  known.set(coverId, found)
  return found
}

async function pixelsOf(url: string): Promise<Uint8ClampedArray | null> {
  const image = new Image(SIDE, SIDE)
  image.src = url
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = SIDE
  canvas.height = SIDE
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(image, 0, 0, SIDE, SIDE)
  return context?.getImageData(0, 0, SIDE, SIDE).data ?? null
}

function styleOf({ light, dark }: Tones): CSSProperties {
  const both = (name: keyof Tones['light']) => `light-dark(${light[name]}, ${dark[name]})`
  return {
    '--accent': both('accent'),
    '--accent-strong': both('accentStrong'),
    '--on-accent': both('onAccent'),
    '--glow': both('glow'),
  } as CSSProperties
}
