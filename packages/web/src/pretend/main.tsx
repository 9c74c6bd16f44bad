import { createRoot } from 'react-dom/client'
import { App } from '../app.tsx'
import { speakChosenLanguage } from '../house/language.ts'
import { pretendHouse, pretendHub } from './pretend-house.ts'
import '../styles/styles.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the app.')
const scene = new URLSearchParams(location.search).get('scene') ?? ''
const hub = pretendHub(scene)
const drawn = createRoot(root)
void speakChosenLanguage().then(() =>
  drawn.render(<App hub={hub} open={async () => pretendHouse(hub, scene)} />),
)
