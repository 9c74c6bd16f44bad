import { connect } from '@baton/client'
import { createRoot } from 'react-dom/client'
import { hubPath } from '../hub/hub-address.ts'
import { watchedFetch } from '../hub/sign-in-refusals.ts'
import { takeWayBack } from '../navigation/way-back.ts'
import { App } from './app.tsx'
import { keepShell } from './offline/keep-shell.ts'
import { speakChosenLanguage } from './settings/language.ts'
import { connectThisBrowser } from './start/connect-this-browser.ts'
import { usingEarlyAnswers } from './start/early-answers.ts'
import './styles.ts'

// Single sign-on leads back to the first page, whatever page it was begun on.
if (location.hash === '') location.hash = takeWayBack()

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the app.')
const hub = connect({
  baseUrl: hubPath(),
  fetch: watchedFetch(usingEarlyAnswers((input, init) => fetch(input, init))),
})
const drawn = createRoot(root)
// Not awaited here: a language is a file of its own, and needs words of the file that this one is built into.
void speakChosenLanguage().then(() => drawn.render(<App hub={hub} open={connectThisBrowser} />))
keepShell()
