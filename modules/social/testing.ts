/** For the tests of later modules. */
export { weighLikes } from './weigh-likes.ts'
