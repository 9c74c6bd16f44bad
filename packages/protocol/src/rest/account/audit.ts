import { z } from 'zod'
import { queryNumber } from '../../values/query-number.ts'
import { contract } from '../contract.ts'
import { AuditPage } from './documents.ts'
import { auditEndpoints } from './endpoints.ts'

const MAX_PAGE = 200
const USUAL_PAGE = 50

export const auditContract = contract('audit', auditEndpoints, {
  page: {
    summary: 'Who came in, who was refused, who changed what; newest first',
    access: 'owner',
    scope: 'admin',
    rate: 'read',
    query: z.object({
      cursor: z.string().max(100).optional(),
      limit: queryNumber(z.int().min(1).max(MAX_PAGE).default(USUAL_PAGE)),
    }),
    answer: AuditPage,
  },
})
