import { strings } from '../strings/strings.ts'

let page = ''
let playing: string | null = null

/** The tab says what plays, then where one is: tabs are narrow, and music is what one looks for. */
export function titlePage(title: string): void {
  page = title
  write()
}

export function titlePlaying(track: string | null): void {
  playing = track
  write()
}

function write(): void {
  const { name } = strings.app
  document.title = [playing && `♪ ${playing}`, page, name].filter((part) => part).join(' · ')
}
