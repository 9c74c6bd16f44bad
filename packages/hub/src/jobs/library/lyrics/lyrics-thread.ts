import { parentPort, workerData } from 'node:worker_threads'
import { embeddedLyrics } from './embedded-lyrics.ts'

parentPort?.postMessage(await embeddedLyrics(workerData as string))
