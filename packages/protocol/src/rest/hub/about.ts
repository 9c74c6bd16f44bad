import { contract } from '../contract.ts'
import { aboutEndpoints } from './endpoints.ts'

const page = { access: 'open', scope: null, rate: null, answer: null, hidden: true } as const

/** Pages and documents about the hub itself. */
export const aboutContract = contract('about', aboutEndpoints, {
  metrics: {
    summary: 'Figures, for whoever asks from nearby, and for owners from anywhere',
    ...page,
    scope: 'read',
    rate: 'read',
  },
  openapi: { summary: 'This table as an OpenAPI document', ...page },
  docs: { summary: 'The OpenAPI document as a page to read', ...page },
  docsScript: { summary: 'What draws that page', ...page },
})
