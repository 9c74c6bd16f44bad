import { isFailure } from '@baton/client'
import type { Lyrics, LyricsLine, TrackId } from '@baton/protocol'
import { MicVocal } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useAsk } from '../../hub/ask.ts'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { strings } from '../../strings/strings.ts'
import { clockText } from '../../strings/time-text.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { lineAt, untilNextLine } from './lyrics-lines.ts'

/** After somebody has scrolled by hand the words stay where they are. */
const HANDS_OFF_MS = 4_000

/** The words of a track. Where each line has its time they go along with the music, and a line leads to its place. */
export function LyricsView({ trackId }: { readonly trackId: TrackId }) {
  const { library } = useHub().hub
  const loaded = useRead<Lyrics | null>(`lyrics ${trackId}`, () =>
    library.lyrics(trackId).catch((error: unknown) => {
      if (isFailure(error, 'library.no-lyrics')) return null
      throw error
    }),
  )
  if (loaded.phase === 'loading') return <Waiting shape="list" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  const lyrics = loaded.value
  if (!lyrics || lyrics.lines.length === 0) {
    return <Empty title={strings.lyrics.none} text={strings.lyrics.noneText} icon={MicVocal} />
  }
  return lyrics.synced ? <Synced lines={lyrics.lines} /> : <Plain lines={lyrics.lines} />
}

function Plain({ lines }: { readonly lines: readonly LyricsLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className="lyrics lyrics-plain" aria-label={strings.lyrics.title} tabIndex={0}>
      <p>{lines.map(({ text }) => text).join('\n')}</p>
    </section>
  )
}

function Synced({ lines }: { readonly lines: readonly LyricsLine[] }) {
  const ask = useAsk()
  const sung = useSungLine(lines)
  const list = useFollowingScroll(sung)
  return (
    <section className="lyrics" aria-label={strings.lyrics.title}>
      <ol ref={list}>
        {lines.map(({ text, atMs }, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal, and they never move
            key={index}
            data-sung={index === sung || undefined}
            aria-current={index === sung || undefined}
          >
            {text.trim() === '' || atMs === null ? (
              <span className="lyrics-pause">{text.trim() === '' ? '♪' : text}</span>
            ) : (
              <Button
                className="lyrics-line"
                aria-label={strings.lyrics.seekTo(text, clockText(atMs))}
                onPress={() => void ask({ type: 'session.seek', positionMs: atMs })}
              >
                {text}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Draws only when another line begins. */
function useSungLine(lines: readonly LyricsLine[]): number {
  const { following } = useHub()
  const timeline = useFollowed((state) => state.session?.timeline)
  const [sung, setSung] = useState(() => lineAt(lines, following.positionNow()))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      const positionMs = following.positionNow()
      setSung(lineAt(lines, positionMs))
      const wait = untilNextLine(lines, positionMs)
      if (wait !== null && timeline && timeline.rate > 0) timer = setTimeout(look, wait / timeline.rate + 10)
    }
    look()
    return () => clearTimeout(timer)
  }, [lines, following, timeline])
  return sung
}

function useFollowingScroll(sung: number) {
  const list = useRef<HTMLOListElement>(null)
  const handsOffAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const box = list.current
    const touched = () => {
      handsOffAt.current = performance.now()
    }
    const kinds = ['wheel', 'touchmove', 'keydown'] as const
    for (const kind of kinds) box?.addEventListener(kind, touched, { passive: true })
    return () => {
      for (const kind of kinds) box?.removeEventListener(kind, touched)
    }
  }, [])
  useEffect(() => {
    const box = list.current
    const line = box?.children.item(Math.max(0, sung))
    if (!box || !(line instanceof HTMLElement)) return
    if (performance.now() - handsOffAt.current < HANDS_OFF_MS) return
    const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const top = line.offsetTop - box.clientHeight / 2 + line.clientHeight / 2
    box.scrollTo({ top, behavior: isCalm ? 'auto' : 'smooth' })
  }, [sung])
  return list
}
