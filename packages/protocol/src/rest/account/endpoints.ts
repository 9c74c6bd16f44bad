export const accountEndpoints = {
  needsOwner: 'GET /setup',
  createOwner: 'POST /setup',
  signIn: 'POST /signin',
  signOut: 'POST /signout',
  me: 'GET /me',
  members: 'GET /users',
  addMember: 'POST /users',
} as const

export const peopleEndpoints = {
  rename: 'PATCH /me',
  changePassword: 'POST /me/password',
  resetPassword: 'POST /password-reset',
  change: 'PATCH /users/:id',
  remove: 'DELETE /users/:id',
  resetCode: 'POST /users/:id/reset',
  signIns: 'GET /users/:id/sign-ins',
  endSignIn: 'DELETE /users/:id/sign-ins/:sign_in_id',
} as const

export const signInEndpoints = {
  list: 'GET /me/sign-ins',
  end: 'DELETE /me/sign-ins/:sign_in_id',
  endOthers: 'POST /me/sign-ins/end-others',
  newKey: 'POST /me/keys',
} as const

export const tokenEndpoints = {
  grant: 'POST /token',
  revoke: 'POST /revoke-token',
  authorizeDevice: 'POST /device_authorization',
  metadata: 'GET /.well-known/oauth-authorization-server',
} as const

export const linkEndpoints = {
  read: 'GET /links/:user_code',
  approve: 'POST /links/:user_code/approve',
  deny: 'POST /links/:user_code/deny',
} as const

export const signOnEndpoints = {
  ways: 'GET /signin',
  byProxy: 'POST /signin/proxy',
  begin: 'GET /sign-in/oidc',
  finish: 'GET /sign-in/oidc/callback',
  link: 'POST /me/identities',
  identities: 'GET /me/identities',
  unlink: 'DELETE /me/identities',
} as const

export const auditEndpoints = {
  page: 'GET /audit',
} as const
