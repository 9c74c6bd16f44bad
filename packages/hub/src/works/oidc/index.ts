export { type OidcSettings, openIdConnect } from './oidc.ts'
