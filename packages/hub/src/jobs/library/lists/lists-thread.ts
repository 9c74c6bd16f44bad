import { answerQuestions } from '#threads/inside'
import { readList } from './read-list.ts'
import { writeList } from './write-list.ts'

export type ListQuestions = { readonly read: typeof readList; readonly write: typeof writeList }

answerQuestions<ListQuestions>({ read: readList, write: writeList })
