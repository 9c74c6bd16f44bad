import type { sound as english } from '../en/sound.ts'

const number = new Intl.NumberFormat('de', { signDisplay: 'exceptZero' })

export const sound: typeof english = {
  soundSettings: {
    title: 'Klang auf diesem Gerät',
    replayGain: 'Lautstärke angleichen (ReplayGain)',
    replayGainHint:
      'So, wie es die Dateien sagen. Ein Album, das am Stück spielt, behält sein eigenes Verhältnis.',
    modes: { auto: 'Von selbst', track: 'Jedes Stück', album: 'Jedes Album', off: 'Aus' },
    preamp: 'Vorverstärkung',
    preampHint: 'Für Dateien mit ReplayGain. Nichts wird so laut, dass es verzerrt.',
    decibels: (value) => `${number.format(value)} dB`,
    crossfade: 'Überblenden',
    crossfadeHint: 'Nie zwischen Nachbarn eines Albums: Die folgen einander ohne Lücke.',
    seconds: (value) => (value === 0 ? 'aus' : `${value} s`),
  },
}
