import { AUDIO_TYPES, type AudioType } from '@baton/protocol'

/** What this browser says that it can play, of all that a library may hold. The hub converts the rest for it. */
export function playableTypes(audio: Pick<HTMLAudioElement, 'canPlayType'>): readonly AudioType[] {
  return AUDIO_TYPES.filter((type) => audio.canPlayType(type) !== '')
}
