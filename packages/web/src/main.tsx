import { connect } from '@baton/client'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { usingWhatWasAsked } from './house/asked-before.ts'
import { speakChosenLanguage } from './house/language.ts'
import { openHouse } from './house/open-house.ts'
import { watchedFetch } from './house/refusals.ts'
import { keepShell } from './offline/keep-shell.ts'
import { takeWayBack } from './route/way-back.ts'
import './styles/styles.ts'

// Single sign-on leads back to the first page, whatever page it was begun on.
if (location.hash === '') location.hash = takeWayBack()

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the app.')
const hub = connect({
  baseUrl: '',
  fetch: watchedFetch(usingWhatWasAsked((input, init) => fetch(input, init))),
})
const drawn = createRoot(root)
// Not awaited here: a language is a file of its own, and needs words of the file that this one is built into.
void speakChosenLanguage().then(() => drawn.render(<App hub={hub} open={openHouse} />))
keepShell()
