import { HistoryItem, HistoryQuery, HistorySummary, HistorySummaryQuery } from '../../library/history.ts'
import { libraryPage } from '../../library/library.ts'
import { contract } from '../contract.ts'
import { historyEndpoints } from './endpoints.ts'

const reading = { scope: 'read', rate: 'read' } as const

export const historyContract = contract('history', historyEndpoints, {
  plays: {
    summary: 'What you have listened to, newest first',
    ...reading,
    query: HistoryQuery,
    answer: libraryPage(HistoryItem),
  },
  summary: {
    summary: 'How much on which day, and what most',
    ...reading,
    query: HistorySummaryQuery,
    answer: HistorySummary,
  },
})
