import type { RepeatMode } from '@baton/protocol'
import { Pause, Play, Repeat, Repeat1, Shuffle, SkipBack, SkipForward } from 'lucide-react'
import { useAsk } from '../hub/ask.ts'
import { useFollowed } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button, ToggleButton } from '../ui/button.tsx'

export function PlayButton({ className = '' }: { readonly className?: string }) {
  const isPlaying = useFollowed((state) => state.session?.playState === 'playing')
  const ask = useAsk()
  return (
    <Button
      className={`play-button ${className}`}
      aria-label={isPlaying ? strings.player.pause : strings.player.play}
      onPress={() => void ask({ type: isPlaying ? 'session.pause' : 'session.play' })}
    >
      {isPlaying ? <Pause aria-hidden fill="currentColor" /> : <Play aria-hidden fill="currentColor" />}
    </Button>
  )
}

export function NextButton() {
  const ask = useAsk()
  return (
    <Button
      className="icon-button icon-large"
      aria-label={strings.player.next}
      onPress={() => void ask({ type: 'session.next' })}
    >
      <SkipForward aria-hidden fill="currentColor" />
    </Button>
  )
}

export function PrevButton() {
  const ask = useAsk()
  return (
    <Button
      className="icon-button icon-large"
      aria-label={strings.player.prev}
      onPress={() => void ask({ type: 'session.prev' })}
    >
      <SkipBack aria-hidden fill="currentColor" />
    </Button>
  )
}

export function ShuffleButton() {
  const shuffle = useFollowed((state) => state.session?.shuffle ?? false)
  const ask = useAsk()
  return (
    <ToggleButton
      className="icon-button toggle"
      aria-label={strings.player.shuffle}
      isSelected={shuffle}
      onChange={(wanted) => void ask({ type: 'session.set-options', shuffle: wanted })}
    >
      <Shuffle aria-hidden />
    </ToggleButton>
  )
}

/** What one press of the repeat button chooses. */
export const NEXT_REPEAT: Readonly<Record<RepeatMode, RepeatMode>> = { off: 'all', all: 'one', one: 'off' }

export function RepeatButton() {
  const repeatMode = useFollowed((state) => state.session?.repeatMode ?? 'off')
  const ask = useAsk()
  const Icon = repeatMode === 'one' ? Repeat1 : Repeat
  return (
    <Button
      className="icon-button toggle"
      data-selected={repeatMode !== 'off' || undefined}
      aria-label={strings.player.repeat[repeatMode]}
      onPress={() => void ask({ type: 'session.set-options', repeatMode: NEXT_REPEAT[repeatMode] })}
    >
      <Icon aria-hidden />
    </Button>
  )
}

/** Shuffle, back, play, on, repeat: as every player has them. */
export function Transport() {
  return (
    <div className="transport">
      <ShuffleButton />
      <PrevButton />
      <PlayButton />
      <NextButton />
      <RepeatButton />
    </div>
  )
}
