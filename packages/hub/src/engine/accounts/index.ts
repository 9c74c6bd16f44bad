export { type Accounts, accounts, type CookieSignIn, type Login, type Tokens } from './accounts.ts'
