/** What a display says to whoever stands in front of it. */
export interface Strings {
  readonly display: string
  readonly codeTitle: string
  readonly codeHow: (address: string) => string
  readonly codePicture: string
  readonly waiting: string
  readonly emptyTitle: string
  readonly emptyHow: string
  readonly away: string
  readonly awayHow: string
  readonly elsewhereTitle: string
  readonly goOnHere: string
  readonly failed: string
}

const ENGLISH: Strings = {
  display: 'Artwork',
  codeTitle: 'Whose display is this?',
  codeHow: (address) =>
    `Point a phone at the picture. Or open ${address}, choose “Devices”, and type the code there.`,
  codePicture: 'The code as a picture for phones',
  waiting: 'Waiting for a code',
  emptyTitle: 'Nothing to show yet',
  emptyHow: 'Artwork appears here as soon as there is some in this channel.',
  away: 'The hub is away',
  awayHow: 'It is tried again by itself.',
  elsewhereTitle: 'This display goes on in another window',
  goOnHere: 'Go on here',
  failed: 'This display has stopped',
}

const GERMAN: Strings = {
  display: 'Bild',
  codeTitle: 'Wem gehört dieser Bilderrahmen?',
  codeHow: (address) =>
    `Richte ein Telefon auf das Bild. Oder öffne ${address}, wähle „Geräte“ und gib dort den Code ein.`,
  codePicture: 'Der Code als Bild für Telefone',
  waiting: 'Wartet auf einen Code',
  emptyTitle: 'Noch nichts zu zeigen',
  emptyHow: 'Bilder erscheinen hier, sobald es in diesem Kanal welche gibt.',
  away: 'Der Hub ist weg',
  awayHow: 'Es wird von selbst weiter versucht.',
  elsewhereTitle: 'Dieser Bilderrahmen läuft in einem anderen Fenster weiter',
  goOnHere: 'Hier weitermachen',
  failed: 'Dieser Bilderrahmen ist stehen geblieben',
}

export function stringsFor(languages: readonly string[]): Strings {
  return languages[0]?.toLowerCase().startsWith('de') ? GERMAN : ENGLISH
}
