import { useLayoutEffect, useRef, useState } from 'react'
import { drawnSize } from './whole-factor.ts'

/** A picture in the middle of a box, as large as its pixels stay sharp. The box is as large as its style makes it. */
export function PixelPicture(props: {
  readonly src: string
  /** What is to be seen; empty where a name stands beside it. */
  readonly alt: string
  readonly width: number
  readonly height: number
  readonly className?: string
}) {
  const { src, alt, width, height, className = '' } = props
  const box = useRef<HTMLSpanElement>(null)
  const [room, setRoom] = useState({ width: 0, height: 0, pixelRatio: 1 })
  useLayoutEffect(() => {
    const measure = () => {
      const found = box.current
      if (!found) return
      const next = {
        width: found.clientWidth,
        height: found.clientHeight,
        pixelRatio: window.devicePixelRatio,
      }
      setRoom((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next))
    }
    measure()
    const watch = new ResizeObserver(measure)
    if (box.current) watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  const drawn = drawnSize({ width, height }, room, room.pixelRatio)
  return (
    <span ref={box} className={`pixel-picture ${className}`}>
      {room.width > 0 && (
        <img
          src={src}
          alt={alt}
          style={{ inlineSize: `${drawn.width}px`, blockSize: `${drawn.height}px` }}
          data-sharp={drawn.isSharp || undefined}
          loading="lazy"
          decoding="async"
          draggable={false}
        />
      )}
    </span>
  )
}
