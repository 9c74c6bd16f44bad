import { errorsPage, errorsPagePath } from './errors-page.ts'
import { routesPage, routesPagePath } from './routes-page.ts'

/** Pages of the docs by their paths. */
export type Pages = Readonly<Record<string, string>>

/** Every page that is written from code, as it should read now. */
export function generatedPages(): Pages {
  return { [errorsPagePath]: errorsPage(), [routesPagePath]: routesPage() }
}
