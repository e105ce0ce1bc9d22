/** For the bench and the tests of later modules. */
export { type Audience, mulberry32, type Outcome, simulate } from './simulate.ts'
