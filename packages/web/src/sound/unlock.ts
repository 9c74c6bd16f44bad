const GESTURES = ['pointerup', 'keydown', 'touchend'] as const

/** Any touch or key press on the page is a chance to be allowed to sound: browsers grant it only inside of one. */
export function silenceUnlocks(page: Document, unlock: () => void): () => void {
  const onGesture = (event: Event) => {
    if (event.isTrusted && !(event instanceof KeyboardEvent && event.key === 'Escape')) unlock()
  }
  for (const gesture of GESTURES) page.addEventListener(gesture, onGesture, { capture: true, passive: true })
  return () => {
    for (const gesture of GESTURES) page.removeEventListener(gesture, onGesture, { capture: true })
  }
}

/** Whether the browser lets sound out now: tried with a silent file, in an element of its own. */
export function permission(makeAudio: () => HTMLAudioElement): () => Promise<boolean> {
  let silence: string | null = null
  return async () => {
    silence ??= URL.createObjectURL(silentFile())
    const audio = makeAudio()
    audio.src = silence
    const isGiven = await audio.play().then(
      () => true,
      () => false,
    )
    audio.pause()
    audio.removeAttribute('src')
    return isGiven
  }
}

/** A tenth of a second of silence, as a file that a policy of "own files only" lets through. */
function silentFile(): Blob {
  const samples = 800
  const bytes = new DataView(new ArrayBuffer(44 + samples * 2))
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) bytes.setUint8(at + i, word.charCodeAt(i))
  }
  text(0, 'RIFF')
  bytes.setUint32(4, 36 + samples * 2, true)
  text(8, 'WAVEfmt ')
  bytes.setUint32(16, 16, true)
  bytes.setUint16(20, 1, true)
  bytes.setUint16(22, 1, true)
  bytes.setUint32(24, 8000, true)
  bytes.setUint32(28, 16000, true)
  bytes.setUint16(32, 2, true)
  bytes.setUint16(34, 16, true)
  text(36, 'data')
  bytes.setUint32(40, samples * 2, true)
  return new Blob([bytes.buffer], { type: 'audio/wav' })
}
