import type { playback as english } from '../en/playback.ts'

const number = new Intl.NumberFormat('de', { signDisplay: 'exceptZero' })

export const playback: typeof english = {
  player: {
    label: 'Wiedergabe',
    play: 'Abspielen',
    pause: 'Anhalten',
    next: 'Nächster Titel',
    prev: 'Vorheriger Titel',
    shuffle: 'Zufällige Reihenfolge',
    repeat: {
      off: 'Wiederholen: aus',
      one: 'Wiederholen: dieser Titel',
      all: 'Wiederholen: die Warteschlange',
    },
    seek: 'Stelle',
    volume: 'Lautstärke',
    mute: 'Stumm',
    unmute: 'Wieder hörbar',
    open: 'Zur laufenden Musik',
    nothing: 'Gerade läuft nichts',
    nothingText: 'Wähle ein Album oder einen Titel, dann erscheint er hier.',
    toLibrary: 'Zur Musik',
    upNext: 'Danach',
    nowIs: (title, artist) => `Es läuft: ${title} von ${artist}`,
    stalled: 'Es wird auf die Musik gewartet',
    of: (position, duration) => `${position} von ${duration}`,
  },
  volumeBound: (percent) => `Höchstens ${percent} %, so wurde es festgelegt`,
  lyrics: {
    title: 'Liedtext',
    show: 'Liedtext zeigen',
    none: 'Dieser Titel hat keinen Liedtext',
    noneText: 'Baton zeigt Texte, die in der Musikdatei oder in einer .lrc-Datei daneben stehen.',
    seekTo: (line: string, time: string) => `${line}, zu ${time} springen`,
  },
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
  failover: {
    title: (name) => `${name} ist ausgefallen`,
    someDevice: 'Der Lautsprecher',
    waits: 'Die Musik wartet, wo sie zuletzt zu hören war.',
    nobody: 'Die Musik wartet. Kein anderes Gerät ist bereit.',
    movesSoon: (name) => `Die Musik geht von selbst weiter auf ${name}.`,
    goOn: (name) => `Weiter auf ${name}`,
    goOnHere: 'Hier weiterspielen',
    stay: 'Still bleiben',
    close: 'Hinweis schließen',
    setting: 'Wenn mein Lautsprecher ausfällt',
    settingAuto: 'Von selbst auf dem nächsten bereiten Gerät weiterspielen',
    settingHint:
      'Für dich, wo immer du hörst. Nie in einem Browser, den niemand berührt hat. Sonst wartet die Musik, und jeder Bildschirm bietet das nächste Gerät an.',
  },
}
