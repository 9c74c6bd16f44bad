import type { MatrixPart } from './matrix-part.ts'

type Listed = readonly { readonly sign_in_id: string }[]

/** Herself, and what she is signed in with. */
export const accountPart: MatrixPart = {
  thingsOf: async (ada) => ({
    user: String((await ada.ask('/me')).json.user_uuid),
    signIn: String(((await ada.ask('/me/sign-ins')).json as unknown as Listed)[0]?.sign_in_id),
    token: ada.token,
  }),
  secret: ['token'],
  shared: ['user'],
  pathIds: {
    '/users/{id}': { thing: 'user', whose: 'hers' },
    '/users/{id}/sign-ins/{sign_in_id}': { thing: 'signIn', whose: 'hers' },
    '/me/sign-ins/{sign_in_id}': { thing: 'signIn', whose: 'hers' },
  },
  // Chosen by the caller.
  fields: { client_event_uuid: null, client_id: null },
  plain: {
    name: 'Another',
    former: 'not the password',
    password: 'a long password',
    code: 'no such code',
    issuer: 'https://nobody.example',
  },
}
