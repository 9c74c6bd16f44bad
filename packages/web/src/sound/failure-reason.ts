/** The hub has no form of it that this browser can play. */
export const CANNOT_BE_HAD = 415

/** Browsers name a refused address and a file they cannot read alike, so the hub is asked which one it was. */
export async function reasonOf(audio: HTMLAudioElement): Promise<'source' | 'network'> {
  if (audio.error?.code === MediaError.MEDIA_ERR_DECODE) return 'source'
  if (audio.error?.code === MediaError.MEDIA_ERR_NETWORK) return 'network'
  try {
    const answer = await fetch(audio.src, { method: 'HEAD' })
    return answer.ok || answer.status === CANNOT_BE_HAD ? 'source' : 'network'
  } catch {
    return 'network'
  }
}
