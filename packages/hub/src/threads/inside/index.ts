export { answerQuestions, publish } from './answer-questions.ts'
export type { Answer, News, Question, Questions } from './messages.ts'
