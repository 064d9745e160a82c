export * from './days.js'
export * from './factors.js'
export * from './grams.js'
export * from './names.js'
