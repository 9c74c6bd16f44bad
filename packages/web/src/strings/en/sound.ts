const number = new Intl.NumberFormat('en', { signDisplay: 'exceptZero' })

export const sound = {
  soundSettings: {
    title: 'Sound on this device',
    replayGain: 'Even out loudness (ReplayGain)',
    replayGainHint: 'As the files say it. An album that plays as a whole keeps its own balance.',
    modes: { auto: 'By itself', track: 'Every track', album: 'Every album', off: 'Off' },
    preamp: 'Pre-amplification',
    preampHint: 'For files with ReplayGain. Nothing is made so loud that it would be distorted.',
    decibels: (value: number) => `${number.format(value)} dB`,
    crossfade: 'Crossfade',
    crossfadeHint: 'Never between neighbours of one album: those follow each other without a gap.',
    seconds: (value: number) => (value === 0 ? 'off' : `${value} s`),
  },
}
